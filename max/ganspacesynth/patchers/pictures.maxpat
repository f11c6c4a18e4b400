{
 "patcher": {
  "fileversion": 1,
  "appversion": {
   "major": 8,
   "minor": 5,
   "revision": 5,
   "architecture": "x64",
   "modernui": 1
  },
  "classnamespace": "box",
  "rect": [
   80.0,
   80.0,
   780.0,
   560.0
  ],
  "bglocked": 0,
  "openinpresentation": 1,
  "default_fontsize": 12.0,
  "default_fontface": 0,
  "default_fontname": "Arial",
  "gridonopen": 1,
  "gridsize": [
   5.0,
   5.0
  ],
  "gridsnaponopen": 1,
  "objectsnaponopen": 1,
  "statusbarvisible": 2,
  "toolbarvisible": 1,
  "lefttoolbarpinned": 0,
  "toptoolbarpinned": 0,
  "righttoolbarpinned": 0,
  "bottomtoolbarpinned": 0,
  "toolbars_unpinned_last_save": 0,
  "tallnewobj": 0,
  "boxanimatetime": 200,
  "enablehscroll": 1,
  "enablevscroll": 1,
  "devicewidth": 0.0,
  "description": "A picture network, played live.",
  "digest": "A picture network, played live.",
  "tags": "GANSpaceSynth",
  "style": "",
  "subpatcher_template": "",
  "assistshowspatchername": 0,
  "boxes": [
   {
    "box": {
     "id": "obj-1",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      15.0,
      10.0,
      300.0,
      34.0
     ],
     "text": "pictures",
     "fontsize": 24.0,
     "fontface": 1,
     "textcolor": [
      0.16,
      0.18,
      0.2,
      1.0
     ],
     "presentation": 1,
     "presentation_rect": [
      15.0,
      10.0,
      300.0,
      34.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-2",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      320.0,
      19.0,
      315.0,
      20.0
     ],
     "text": "A picture network, played live.",
     "textcolor": [
      0.16,
      0.18,
      0.2,
      1.0
     ],
     "presentation": 1,
     "presentation_rect": [
      320.0,
      19.0,
      445.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-3",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      15.0,
      44.0,
      600.0,
      20.0
     ],
     "text": "1  wait for the green light      2  open a network      3  press Another      4  place pictures in the square",
     "presentation": 1,
     "presentation_rect": [
      15.0,
      89.0,
      750.0,
      20.0
     ],
     "textcolor": [
      0.82,
      0.42,
      0.16,
      1.0
     ],
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-4",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      60.0,
      90.0,
      68.6,
      22.0
     ],
     "outlettype": [
      "",
      "",
      ""
     ],
     "text": "gss.engine"
    }
   },
   {
    "box": {
     "id": "obj-5",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      270.0,
      99.0,
      140.0,
      20.0
     ],
     "text": "gss.status",
     "textcolor": [
      0.18,
      0.36,
      0.5,
      1.0
     ],
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-6",
     "maxclass": "bpatcher",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      250.0,
      120.0,
      160.0,
      40.0
     ],
     "name": "gss.status.maxpat",
     "bgmode": 0,
     "border": 0,
     "clickthrough": 0,
     "enablehscroll": 0,
     "enablevscroll": 0,
     "lockeddragscroll": 2,
     "viewvisibility": 1,
     "outlettype": [
      ""
     ],
     "offset": [
      0.0,
      0.0
     ],
     "presentation": 1,
     "presentation_rect": [
      15.0,
      44.0,
      750.0,
      44.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-7",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      418.0,
      120.0,
      104.2,
      22.0
     ],
     "text": "/picture @id quiet",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-8",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      140.0,
      120.0,
      34.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "t b b"
    }
   },
   {
    "box": {
     "id": "obj-9",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      15.0,
      523.0,
      28.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "t l"
    }
   },
   {
    "box": {
     "id": "obj-10",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      60.0,
      524.0,
      90.0,
      20.0
     ],
     "text": "to the engine"
    }
   },
   {
    "box": {
     "id": "obj-11",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      80.0,
      204.0,
      140.0,
      20.0
     ],
     "text": "gss.picture",
     "textcolor": [
      0.18,
      0.36,
      0.5,
      1.0
     ],
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-12",
     "maxclass": "bpatcher",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      60.0,
      225.0,
      160.0,
      40.0
     ],
     "name": "gss.picture.maxpat",
     "bgmode": 0,
     "border": 0,
     "clickthrough": 0,
     "enablehscroll": 0,
     "enablevscroll": 0,
     "lockeddragscroll": 2,
     "viewvisibility": 1,
     "outlettype": [
      ""
     ],
     "offset": [
      0.0,
      0.0
     ],
     "presentation": 1,
     "presentation_rect": [
      15.0,
      112.0,
      390.0,
      433.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-13",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      430.0,
      204.0,
      140.0,
      20.0
     ],
     "text": "gss.pad",
     "textcolor": [
      0.18,
      0.36,
      0.5,
      1.0
     ],
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-14",
     "maxclass": "bpatcher",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      410.0,
      225.0,
      160.0,
      40.0
     ],
     "name": "gss.pad.maxpat",
     "bgmode": 0,
     "border": 0,
     "clickthrough": 0,
     "enablehscroll": 0,
     "enablevscroll": 0,
     "lockeddragscroll": 2,
     "viewvisibility": 1,
     "outlettype": [
      ""
     ],
     "offset": [
      0.0,
      0.0
     ],
     "presentation": 1,
     "presentation_rect": [
      415.0,
      112.0,
      350.0,
      433.0
     ]
    }
   }
  ],
  "lines": [
   {
    "patchline": {
     "source": [
      "obj-4",
      1
     ],
     "destination": [
      "obj-6",
      0
     ],
     "midpoints": [
      94.3,
      118.0,
      259.5,
      118.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-4",
      2
     ],
     "destination": [
      "obj-8",
      0
     ],
     "midpoints": [
      119.1,
      114.0,
      149.5,
      114.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-8",
      1
     ],
     "destination": [
      "obj-7",
      0
     ],
     "midpoints": [
      164.5,
      160.0,
      412.0,
      160.0,
      412.0,
      114.0,
      427.5,
      114.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-6",
      0
     ],
     "destination": [
      "obj-9",
      0
     ],
     "midpoints": [
      259.5,
      166.0,
      24.5,
      166.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-7",
      0
     ],
     "destination": [
      "obj-9",
      0
     ],
     "midpoints": [
      427.5,
      148.0,
      572.0,
      148.0,
      572.0,
      514.0,
      24.5,
      514.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-9",
      0
     ],
     "destination": [
      "obj-4",
      0
     ],
     "midpoints": [
      24.5,
      551.0,
      44.0,
      551.0,
      44.0,
      81.0,
      69.5,
      81.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-4",
      0
     ],
     "destination": [
      "obj-12",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-12",
      0
     ],
     "destination": [
      "obj-9",
      0
     ],
     "midpoints": [
      69.5,
      271.0,
      24.5,
      271.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-4",
      0
     ],
     "destination": [
      "obj-14",
      0
     ],
     "midpoints": [
      69.5,
      121.0,
      220.0,
      121.0,
      220.0,
      213.0,
      419.5,
      213.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-14",
      0
     ],
     "destination": [
      "obj-9",
      0
     ],
     "midpoints": [
      419.5,
      271.0,
      24.5,
      271.0
     ]
    }
   }
  ],
  "dependency_cache": [],
  "autosave": 0,
  "editing_bgcolor": [
   0.945,
   0.94,
   0.925,
   1.0
  ],
  "locked_bgcolor": [
   0.945,
   0.94,
   0.925,
   1.0
  ]
 }
}
