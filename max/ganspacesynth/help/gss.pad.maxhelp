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
   790.0,
   812.0
  ],
  "bglocked": 0,
  "openinpresentation": 0,
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
  "description": "Help for gss.pad",
  "digest": "Help for gss.pad",
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
      35.0
     ],
     "text": "gss.pad",
     "fontsize": 24.0,
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-2",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      15.0,
      46.0,
      760.0,
      20.0
     ],
     "text": "Four directions of pictures, and a square in which pictures are placed"
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
      80.0,
      760.0,
      20.0
     ],
     "text": "Place it here keeps the present picture at the knob; where the knob is dragged, what lies between is shown."
    }
   },
   {
    "box": {
     "id": "obj-4",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      15.0,
      110.0,
      80.0,
      20.0
     ],
     "text": "goes in",
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-5",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      100.0,
      110.0,
      670.0,
      20.0
     ],
     "text": "answers of the engine: /map is used"
    }
   },
   {
    "box": {
     "id": "obj-6",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      15.0,
      132.0,
      80.0,
      20.0
     ],
     "text": "comes out",
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-7",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      100.0,
      132.0,
      670.0,
      20.0
     ],
     "text": "/picture_edit NUMBER AMOUNT | /map_at X Y picture | /map_add X Y picture | /map_fit picture | /map_remove 0 picture"
    }
   },
   {
    "box": {
     "id": "obj-8",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      15.0,
      164.0,
      97.3,
      22.0
     ],
     "text": "/picture_random",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-9",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      124.3,
      164.0,
      92.6,
      22.0
     ],
     "text": "/map_fit picture",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-10",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      15.0,
      204.0,
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
     "id": "obj-11",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      35.0,
      248.0,
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
     "id": "obj-12",
     "maxclass": "bpatcher",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      15.0,
      269.0,
      750.0,
      44.0
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
      35.0,
      328.0,
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
      15.0,
      349.0,
      350.0,
      433.0
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
     ]
    }
   }
  ],
  "lines": [
   {
    "patchline": {
     "source": [
      "obj-8",
      0
     ],
     "destination": [
      "obj-10",
      0
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
      "obj-10",
      0
     ],
     "midpoints": [
      133.8,
      186.0,
      24.5,
      186.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-10",
      1
     ],
     "destination": [
      "obj-12",
      0
     ],
     "midpoints": [
      49.3,
      232.0,
      24.5,
      232.0
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
      "obj-10",
      0
     ],
     "midpoints": [
      24.5,
      319.0,
      12.0,
      319.0,
      12.0,
      195.0,
      24.5,
      195.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-10",
      0
     ],
     "destination": [
      "obj-14",
      0
     ],
     "midpoints": [
      24.5,
      232.0,
      4.0,
      232.0,
      4.0,
      340.0,
      24.5,
      340.0
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
      "obj-10",
      0
     ],
     "midpoints": [
      24.5,
      788.0,
      12.0,
      788.0,
      12.0,
      195.0,
      24.5,
      195.0
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
