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
   1480.0,
   430.0
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
  "description": "Level, place in the room, envelope and chord of a step",
  "digest": "Level, place in the room, envelope and chord of a step",
  "tags": "GANSpaceSynth",
  "style": "",
  "subpatcher_template": "",
  "assistshowspatchername": 0,
  "boxes": [
   {
    "box": {
     "id": "obj-1",
     "maxclass": "inlet",
     "numinlets": 0,
     "numoutlets": 1,
     "patching_rect": [
      15.0,
      15.0,
      30.0,
      30.0
     ],
     "outlettype": [
      ""
     ],
     "index": 1,
     "hint": "answers of the engine: /step and /step_... are used"
    }
   },
   {
    "box": {
     "id": "obj-2",
     "maxclass": "newobj",
     "numinlets": 6,
     "numoutlets": 6,
     "patching_rect": [
      15.0,
      60.0,
      334.8,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "",
      "",
      "",
      ""
     ],
     "text": "route /step /step_level /step_pan /step_envelope /step_chord"
    }
   },
   {
    "box": {
     "id": "obj-3",
     "maxclass": "outlet",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      15.0,
      380.0,
      30.0,
      30.0
     ],
     "outlettype": [],
     "index": 1,
     "hint": "/step_shape, /step_level, /step_pan, /step_envelope, /step_chord"
    }
   },
   {
    "box": {
     "id": "obj-4",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      15.0,
      110.0,
      28.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "t b"
    }
   },
   {
    "box": {
     "id": "obj-5",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      15.0,
      340.0,
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
     "id": "obj-6",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      150.0,
      248.0,
      65.3,
      20.0
     ],
     "text": "level (dB)",
     "presentation": 1,
     "presentation_rect": [
      0.0,
      2.0,
      68.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-7",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      130.0,
      270.0,
      50.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      68.0,
      0.0,
      50.0,
      22.0
     ],
     "minimum": -80.0,
     "maximum": 12.0,
     "parameter_enable": 0,
     "numdecimalplaces": 2
    }
   },
   {
    "box": {
     "id": "obj-8",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      130.0,
      150.0,
      74.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-9",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      130.0,
      340.0,
      84.6,
      22.0
     ],
     "text": "/step_level $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-10",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      280.0,
      248.0,
      62.0,
      20.0
     ],
     "text": "pan -1..1",
     "presentation": 1,
     "presentation_rect": [
      124.0,
      2.0,
      68.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-11",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      260.0,
      270.0,
      50.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      192.0,
      0.0,
      50.0,
      22.0
     ],
     "minimum": -1.0,
     "maximum": 1.0,
     "parameter_enable": 0,
     "numdecimalplaces": 2
    }
   },
   {
    "box": {
     "id": "obj-12",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      260.0,
      150.0,
      74.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-13",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      260.0,
      340.0,
      80.0,
      22.0
     ],
     "text": "/step_pan $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-14",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 4,
     "patching_rect": [
      400.0,
      110.0,
      75.3,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "",
      ""
     ],
     "text": "unpack f f f i"
    }
   },
   {
    "box": {
     "id": "obj-15",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      400.0,
      340.0,
      30.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "f 0."
    }
   },
   {
    "box": {
     "id": "obj-16",
     "maxclass": "newobj",
     "numinlets": 3,
     "numoutlets": 1,
     "patching_rect": [
      480.0,
      340.0,
      76.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "pack 0. 0. 0."
    }
   },
   {
    "box": {
     "id": "obj-17",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      480.0,
      380.0,
      142.0,
      22.0
     ],
     "text": "/step_envelope $1 $2 $3",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-18",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      420.0,
      248.0,
      46.6,
      20.0
     ],
     "text": "attack",
     "presentation": 1,
     "presentation_rect": [
      248.0,
      2.0,
      54.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      400.0,
      270.0,
      50.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      302.0,
      0.0,
      50.0,
      22.0
     ],
     "minimum": 0.0,
     "maximum": 3600.0,
     "parameter_enable": 0,
     "numdecimalplaces": 2
    }
   },
   {
    "box": {
     "id": "obj-20",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      400.0,
      150.0,
      74.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-21",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      570.0,
      248.0,
      52.6,
      20.0
     ],
     "text": "sustain",
     "presentation": 1,
     "presentation_rect": [
      358.0,
      2.0,
      54.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-22",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      550.0,
      270.0,
      50.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      412.0,
      0.0,
      50.0,
      22.0
     ],
     "minimum": 0.0,
     "maximum": 3600.0,
     "parameter_enable": 0,
     "numdecimalplaces": 2
    }
   },
   {
    "box": {
     "id": "obj-23",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      550.0,
      150.0,
      74.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-24",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      550.0,
      305.0,
      30.6,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "t b f"
    }
   },
   {
    "box": {
     "id": "obj-25",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      720.0,
      248.0,
      53.9,
      20.0
     ],
     "text": "release",
     "presentation": 1,
     "presentation_rect": [
      468.0,
      2.0,
      54.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-26",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      700.0,
      270.0,
      50.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      522.0,
      0.0,
      50.0,
      22.0
     ],
     "minimum": 0.0,
     "maximum": 3600.0,
     "parameter_enable": 0,
     "numdecimalplaces": 2
    }
   },
   {
    "box": {
     "id": "obj-27",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      700.0,
      150.0,
      74.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set"
    }
   },
   {
    "box": {
     "id": "obj-28",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      700.0,
      305.0,
      30.6,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "t b f"
    }
   },
   {
    "box": {
     "id": "obj-29",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      990.0,
      248.0,
      44.6,
      20.0
     ],
     "text": "chord",
     "presentation": 1,
     "presentation_rect": [
      578.0,
      2.0,
      46.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-30",
     "maxclass": "umenu",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      870.0,
      270.0,
      100.0,
      22.0
     ],
     "outlettype": [
      "",
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      624.0,
      0.0,
      100.0,
      22.0
     ],
     "items": [
      "none",
      ",",
      "fifth",
      ",",
      "minor",
      ",",
      "major",
      ",",
      "octave",
      ",",
      "other"
     ],
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-31",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      870.0,
      90.0,
      70.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append 0 0"
    }
   },
   {
    "box": {
     "id": "obj-32",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      870.0,
      125.0,
      69.3,
      22.0
     ],
     "outlettype": [
      "",
      "",
      ""
     ],
     "text": "unpack f f f"
    }
   },
   {
    "box": {
     "id": "obj-33",
     "maxclass": "newobj",
     "numinlets": 3,
     "numoutlets": 1,
     "patching_rect": [
      870.0,
      160.0,
      197.4,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "expr $f1 + 100. * $f2 + 10000. * $f3"
    }
   },
   {
    "box": {
     "id": "obj-34",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      870.0,
      195.0,
      462.9,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "expr 5 - 5 * ($f1 == 0) - 4 * ($f1 == 7) - 3 * ($f1 == 703) - 2 * ($f1 == 704) - ($f1 == 12)"
    }
   },
   {
    "box": {
     "id": "obj-35",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      870.0,
      230.0,
      43.3,
      22.0
     ],
     "text": "set $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-36",
     "maxclass": "newobj",
     "numinlets": 6,
     "numoutlets": 6,
     "patching_rect": [
      870.0,
      305.0,
      90.0,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "",
      "",
      "",
      ""
     ],
     "text": "sel 0 1 2 3 4"
    }
   },
   {
    "box": {
     "id": "obj-37",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      870.0,
      335.0,
      83.3,
      22.0
     ],
     "text": "/step_chord 0",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-38",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      990.0,
      335.0,
      83.3,
      22.0
     ],
     "text": "/step_chord 7",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-39",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1110.0,
      335.0,
      93.3,
      22.0
     ],
     "text": "/step_chord 3 7",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-40",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      870.0,
      365.0,
      93.3,
      22.0
     ],
     "text": "/step_chord 4 7",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-41",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      990.0,
      365.0,
      90.0,
      22.0
     ],
     "text": "/step_chord 12",
     "outlettype": [
      ""
     ]
    }
   }
  ],
  "lines": [
   {
    "patchline": {
     "source": [
      "obj-1",
      0
     ],
     "destination": [
      "obj-2",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-2",
      0
     ],
     "destination": [
      "obj-4",
      0
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
      "obj-5",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-5",
      0
     ],
     "destination": [
      "obj-3",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-2",
      1
     ],
     "destination": [
      "obj-8",
      0
     ],
     "midpoints": [
      87.7,
      88.0,
      139.5,
      88.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-8",
      0
     ],
     "destination": [
      "obj-7",
      0
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
      "obj-3",
      0
     ],
     "midpoints": [
      139.5,
      362.0,
      24.5,
      362.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-2",
      2
     ],
     "destination": [
      "obj-12",
      0
     ],
     "midpoints": [
      150.8,
      88.0,
      269.5,
      88.0
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
      "obj-11",
      0
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
      "obj-13",
      0
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
      "obj-3",
      0
     ],
     "midpoints": [
      269.5,
      362.0,
      24.5,
      362.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-2",
      3
     ],
     "destination": [
      "obj-14",
      0
     ],
     "midpoints": [
      214.0,
      91.0,
      409.5,
      91.0
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
      "obj-16",
      0
     ],
     "midpoints": [
      409.5,
      368.0,
      436.0,
      368.0,
      436.0,
      331.0,
      489.5,
      331.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-16",
      0
     ],
     "destination": [
      "obj-17",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-17",
      0
     ],
     "destination": [
      "obj-3",
      0
     ],
     "midpoints": [
      489.5,
      408.0,
      44.0,
      408.0,
      44.0,
      371.0,
      24.5,
      371.0
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
      "obj-20",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-20",
      0
     ],
     "destination": [
      "obj-19",
      0
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
      "obj-15",
      1
     ],
     "midpoints": [
      409.5,
      138.0,
      396.0,
      138.0,
      396.0,
      331.0,
      420.5,
      331.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-19",
      0
     ],
     "destination": [
      "obj-15",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-14",
      1
     ],
     "destination": [
      "obj-23",
      0
     ],
     "midpoints": [
      428.3,
      132.0,
      559.5,
      132.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-23",
      0
     ],
     "destination": [
      "obj-22",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-14",
      1
     ],
     "destination": [
      "obj-16",
      1
     ],
     "midpoints": [
      428.3,
      138.0,
      518.0,
      138.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-22",
      0
     ],
     "destination": [
      "obj-24",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-24",
      1
     ],
     "destination": [
      "obj-16",
      1
     ],
     "midpoints": [
      571.1,
      328.0,
      518.0,
      328.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-24",
      0
     ],
     "destination": [
      "obj-15",
      0
     ],
     "midpoints": [
      559.5,
      334.0,
      409.5,
      334.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-14",
      2
     ],
     "destination": [
      "obj-27",
      0
     ],
     "midpoints": [
      447.0,
      135.0,
      709.5,
      135.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-27",
      0
     ],
     "destination": [
      "obj-26",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-14",
      2
     ],
     "destination": [
      "obj-16",
      2
     ],
     "midpoints": [
      447.0,
      141.0,
      546.5,
      141.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-26",
      0
     ],
     "destination": [
      "obj-28",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-28",
      1
     ],
     "destination": [
      "obj-16",
      2
     ],
     "midpoints": [
      721.1,
      331.0,
      546.5,
      331.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-28",
      0
     ],
     "destination": [
      "obj-15",
      0
     ],
     "midpoints": [
      709.5,
      334.0,
      409.5,
      334.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-2",
      4
     ],
     "destination": [
      "obj-31",
      0
     ],
     "midpoints": [
      277.1,
      84.0,
      879.5,
      84.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-31",
      0
     ],
     "destination": [
      "obj-32",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-32",
      0
     ],
     "destination": [
      "obj-33",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-32",
      1
     ],
     "destination": [
      "obj-33",
      1
     ],
     "midpoints": [
      904.6,
      148.0,
      968.7,
      148.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-32",
      2
     ],
     "destination": [
      "obj-33",
      2
     ],
     "midpoints": [
      929.8,
      151.0,
      1057.9,
      151.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-33",
      0
     ],
     "destination": [
      "obj-34",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-34",
      0
     ],
     "destination": [
      "obj-35",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-35",
      0
     ],
     "destination": [
      "obj-30",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-30",
      0
     ],
     "destination": [
      "obj-36",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-36",
      0
     ],
     "destination": [
      "obj-37",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-37",
      0
     ],
     "destination": [
      "obj-3",
      0
     ],
     "midpoints": [
      879.5,
      362.0,
      24.5,
      362.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-36",
      1
     ],
     "destination": [
      "obj-38",
      0
     ],
     "midpoints": [
      893.7,
      329.0,
      999.5,
      329.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-38",
      0
     ],
     "destination": [
      "obj-3",
      0
     ],
     "midpoints": [
      999.5,
      362.0,
      24.5,
      362.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-36",
      2
     ],
     "destination": [
      "obj-39",
      0
     ],
     "midpoints": [
      907.9,
      336.0,
      964.0,
      336.0,
      964.0,
      323.0,
      1119.5,
      323.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-39",
      0
     ],
     "destination": [
      "obj-3",
      0
     ],
     "midpoints": [
      1119.5,
      362.0,
      24.5,
      362.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-36",
      3
     ],
     "destination": [
      "obj-40",
      0
     ],
     "midpoints": [
      922.1,
      333.0,
      868.0,
      333.0,
      868.0,
      356.0,
      879.5,
      356.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-40",
      0
     ],
     "destination": [
      "obj-3",
      0
     ],
     "midpoints": [
      879.5,
      393.0,
      628.0,
      393.0,
      628.0,
      371.0,
      24.5,
      371.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-36",
      4
     ],
     "destination": [
      "obj-41",
      0
     ],
     "midpoints": [
      936.3,
      333.0,
      956.0,
      333.0,
      956.0,
      356.0,
      999.5,
      356.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-41",
      0
     ],
     "destination": [
      "obj-3",
      0
     ],
     "midpoints": [
      999.5,
      393.0,
      628.0,
      393.0,
      628.0,
      371.0,
      24.5,
      371.0
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
