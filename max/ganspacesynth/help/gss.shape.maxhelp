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
   423.0
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
  "description": "Help for gss.shape",
  "digest": "Help for gss.shape",
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
     "text": "gss.shape",
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
     "text": "Level, place in the room, envelope and chord of a step"
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
     "text": "Level, place in the room, envelope and chord of the present step. Attack, sustain and release 0: the common envelope."
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
      102.0,
      760.0,
      20.0
     ],
     "text": "A panned sound is played in mono here; /save writes both channels."
    }
   },
   {
    "box": {
     "id": "obj-5",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      15.0,
      132.0,
      80.0,
      20.0
     ],
     "text": "goes in",
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-6",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      100.0,
      132.0,
      670.0,
      20.0
     ],
     "text": "answers of the engine: /step and /step_... are used"
    }
   },
   {
    "box": {
     "id": "obj-7",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      15.0,
      154.0,
      80.0,
      20.0
     ],
     "text": "comes out",
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-8",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      100.0,
      154.0,
      670.0,
      20.0
     ],
     "text": "/step_shape, /step_level, /step_pan, /step_envelope, /step_chord"
    }
   },
   {
    "box": {
     "id": "obj-9",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      15.0,
      186.0,
      76.0,
      22.0
     ],
     "text": "/step_shape",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-10",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      103.0,
      186.0,
      161.4,
      22.0
     ],
     "text": "/step_level -6, /step_pan 0.5",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-11",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      15.0,
      226.0,
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
     "id": "obj-12",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      35.0,
      270.0,
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
     "id": "obj-13",
     "maxclass": "bpatcher",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      15.0,
      291.0,
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
     "id": "obj-14",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      35.0,
      350.0,
      140.0,
      20.0
     ],
     "text": "gss.shape",
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
     "id": "obj-15",
     "maxclass": "bpatcher",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      15.0,
      371.0,
      730.0,
      22.0
     ],
     "name": "gss.shape.maxpat",
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
      "obj-9",
      0
     ],
     "destination": [
      "obj-11",
      0
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
      "obj-11",
      0
     ],
     "midpoints": [
      112.5,
      208.0,
      24.5,
      208.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-11",
      1
     ],
     "destination": [
      "obj-13",
      0
     ],
     "midpoints": [
      49.3,
      254.0,
      24.5,
      254.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-13",
      0
     ],
     "destination": [
      "obj-11",
      0
     ],
     "midpoints": [
      24.5,
      341.0,
      12.0,
      341.0,
      12.0,
      217.0,
      24.5,
      217.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-11",
      0
     ],
     "destination": [
      "obj-15",
      0
     ],
     "midpoints": [
      24.5,
      254.0,
      4.0,
      254.0,
      4.0,
      362.0,
      24.5,
      362.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-15",
      0
     ],
     "destination": [
      "obj-11",
      0
     ],
     "midpoints": [
      24.5,
      399.0,
      12.0,
      399.0,
      12.0,
      217.0,
      24.5,
      217.0
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
