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
   1100.0,
   660.0
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
  "description": "A key for every pitch, with sounds made in advance",
  "digest": "A key for every pitch, with sounds made in advance",
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
      170.0,
      22.0,
      667.6,
      20.0
     ],
     "text": "gss.keyboard: the engine makes the sound of every key in advance, those near the last one played first. No key waits for it."
    }
   },
   {
    "box": {
     "id": "obj-2",
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
     "hint": "answers of the engine"
    }
   },
   {
    "box": {
     "id": "obj-3",
     "maxclass": "inlet",
     "numinlets": 0,
     "numoutlets": 1,
     "patching_rect": [
      560.0,
      50.0,
      30.0,
      30.0
     ],
     "outlettype": [
      ""
     ],
     "index": 2,
     "hint": "PITCH VELOCITY | release MS"
    }
   },
   {
    "box": {
     "id": "obj-4",
     "maxclass": "inlet",
     "numinlets": 0,
     "numoutlets": 1,
     "patching_rect": [
      860.0,
      50.0,
      30.0,
      30.0
     ],
     "outlettype": [
      ""
     ],
     "index": 3,
     "hint": "bang: the timbre has changed"
    }
   },
   {
    "box": {
     "id": "obj-5",
     "maxclass": "newobj",
     "numinlets": 4,
     "numoutlets": 4,
     "patching_rect": [
      15.0,
      65.0,
      190.0,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "",
      ""
     ],
     "text": "route /synthesized /model /loaded"
    }
   },
   {
    "box": {
     "id": "obj-6",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      240.0,
      122.0,
      106.6,
      20.0
     ],
     "text": "whose sound is it"
    }
   },
   {
    "box": {
     "id": "obj-7",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      15.0,
      120.0,
      30.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "t l b"
    }
   },
   {
    "box": {
     "id": "obj-8",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      90.0,
      165.0,
      30.0,
      22.0
     ],
     "text": "0",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-9",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      15.0,
      210.0,
      56.6,
      22.0
     ],
     "outlettype": [
      "list",
      "list"
     ],
     "text": "zl.slice 6"
    }
   },
   {
    "box": {
     "id": "obj-10",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      90.0,
      255.0,
      62.8,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route @id"
    }
   },
   {
    "box": {
     "id": "obj-11",
     "maxclass": "newobj",
     "numinlets": 3,
     "numoutlets": 3,
     "patching_rect": [
      90.0,
      300.0,
      130.6,
      22.0
     ],
     "outlettype": [
      "",
      "",
      ""
     ],
     "text": "sel gss_keys gss_hold"
    }
   },
   {
    "box": {
     "id": "obj-12",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      90.0,
      345.0,
      30.0,
      22.0
     ],
     "text": "1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-13",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      170.0,
      345.0,
      30.0,
      22.0
     ],
     "text": "2",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-14",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      15.0,
      390.0,
      44.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "gate 2"
    }
   },
   {
    "box": {
     "id": "obj-15",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 4,
     "patching_rect": [
      15.0,
      440.0,
      76.6,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "",
      ""
     ],
     "text": "unpack s i i i"
    }
   },
   {
    "box": {
     "id": "obj-16",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 4,
     "patching_rect": [
      150.0,
      440.0,
      76.6,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "",
      ""
     ],
     "text": "unpack s i i i"
    }
   },
   {
    "box": {
     "id": "obj-17",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      15.0,
      485.0,
      90.7,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend sound"
    }
   },
   {
    "box": {
     "id": "obj-18",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      150.0,
      485.0,
      80.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend long"
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      300.0,
      485.0,
      31.3,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "- 23"
    }
   },
   {
    "box": {
     "id": "obj-20",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      300.0,
      530.0,
      58.0,
      22.0
     ],
     "text": "target $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-21",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      15.0,
      585.0,
      143.7,
      22.0
     ],
     "outlettype": [
      "signal"
     ],
     "text": "poly~ gss.key 61 args #0"
    }
   },
   {
    "box": {
     "id": "obj-22",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      330.0,
      67.0,
      165.3,
      20.0
     ],
     "text": "which pitches the model has"
    }
   },
   {
    "box": {
     "id": "obj-23",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      360.0,
      165.0,
      49.3,
      22.0
     ],
     "outlettype": [
      "anything",
      "list"
     ],
     "text": "zl.nth 6"
    }
   },
   {
    "box": {
     "id": "obj-24",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      440.0,
      165.0,
      49.3,
      22.0
     ],
     "outlettype": [
      "anything",
      "list"
     ],
     "text": "zl.nth 7"
    }
   },
   {
    "box": {
     "id": "obj-25",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      560.0,
      120.0,
      80.6,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route release"
    }
   },
   {
    "box": {
     "id": "obj-26",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      630.0,
      165.0,
      61.3,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "unpack i i"
    }
   },
   {
    "box": {
     "id": "obj-27",
     "maxclass": "newobj",
     "numinlets": 3,
     "numoutlets": 1,
     "patching_rect": [
      360.0,
      255.0,
      507.2,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "expr $i1 + 12 * ($i1 < $i2) * int(($i2 + 11 - $i1) / 12.) - 12 * ($i1 > $i3) * int(($i1 - $i3 + 11) / 12.)"
    }
   },
   {
    "box": {
     "id": "obj-28",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      360.0,
      210.0,
      78.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "loadmess 36"
    }
   },
   {
    "box": {
     "id": "obj-29",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      450.0,
      210.0,
      78.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "loadmess 84"
    }
   },
   {
    "box": {
     "id": "obj-30",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1000.0,
      300.0,
      78.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "loadmess 60"
    }
   },
   {
    "box": {
     "id": "obj-31",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      360.0,
      300.0,
      45.0,
      22.0
     ],
     "outlettype": [
      "",
      "",
      ""
     ],
     "text": "t b i i"
    }
   },
   {
    "box": {
     "id": "obj-32",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      440.0,
      390.0,
      31.3,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "- 23"
    }
   },
   {
    "box": {
     "id": "obj-33",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      440.0,
      435.0,
      58.0,
      22.0
     ],
     "text": "target $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-34",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      560.0,
      390.0,
      30.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "i 0"
    }
   },
   {
    "box": {
     "id": "obj-35",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      560.0,
      435.0,
      50.6,
      22.0
     ],
     "text": "note $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-36",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      640.0,
      435.0,
      114.0,
      22.0
     ],
     "text": "target 0, release $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-37",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      860.0,
      120.0,
      62.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "delay 600"
    }
   },
   {
    "box": {
     "id": "obj-38",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      860.0,
      165.0,
      45.0,
      22.0
     ],
     "outlettype": [
      "",
      "",
      ""
     ],
     "text": "t b b b"
    }
   },
   {
    "box": {
     "id": "obj-39",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      940.0,
      255.0,
      133.5,
      22.0
     ],
     "text": "/cancel @job gss_keys",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-40",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 3,
     "patching_rect": [
      860.0,
      300.0,
      49.3,
      22.0
     ],
     "outlettype": [
      "",
      "",
      ""
     ],
     "text": "uzi 123"
    }
   },
   {
    "box": {
     "id": "obj-41",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      800.0,
      345.0,
      226.3,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "expr $i2 + int($i1 / 2.) * (1 - 2 * ($i1 % 2))"
    }
   },
   {
    "box": {
     "id": "obj-42",
     "maxclass": "newobj",
     "numinlets": 3,
     "numoutlets": 2,
     "patching_rect": [
      800.0,
      390.0,
      65.3,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "split 36 84"
    }
   },
   {
    "box": {
     "id": "obj-43",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      800.0,
      435.0,
      76.6,
      22.0
     ],
     "outlettype": [
      "list",
      "inactive"
     ],
     "text": "zl.group 128"
    }
   },
   {
    "box": {
     "id": "obj-44",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      800.0,
      480.0,
      118.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend /synthesize"
    }
   },
   {
    "box": {
     "id": "obj-45",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      800.0,
      525.0,
      50.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append"
    }
   },
   {
    "box": {
     "id": "obj-46",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      860.0,
      210.0,
      193.0,
      22.0
     ],
     "text": "set @id gss_keys @priority export",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-47",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      560.0,
      485.0,
      60.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "r #0_hold"
    }
   },
   {
    "box": {
     "id": "obj-48",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      420.0,
      555.0,
      335.3,
      22.0
     ],
     "text": "/synthesize $1 @duration 15 @priority preview @id gss_hold",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-49",
     "maxclass": "outlet",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      15.0,
      615.0,
      30.0,
      30.0
     ],
     "outlettype": [],
     "index": 1,
     "hint": "signal"
    }
   },
   {
    "box": {
     "id": "obj-50",
     "maxclass": "outlet",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      800.0,
      605.0,
      30.0,
      30.0
     ],
     "outlettype": [],
     "index": 2,
     "hint": "messages to the engine"
    }
   }
  ],
  "lines": [
   {
    "patchline": {
     "source": [
      "obj-2",
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
      "obj-7",
      1
     ],
     "destination": [
      "obj-8",
      0
     ],
     "midpoints": [
      35.5,
      147.0,
      99.5,
      147.0
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
      "obj-14",
      0
     ],
     "midpoints": [
      99.5,
      193.0,
      76.0,
      193.0,
      76.0,
      381.0,
      24.5,
      381.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-9",
      1
     ],
     "destination": [
      "obj-10",
      0
     ],
     "midpoints": [
      62.1,
      237.0,
      99.5,
      237.0
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
      "obj-14",
      0
     ],
     "midpoints": [
      99.5,
      372.0,
      24.5,
      372.0
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
      155.3,
      327.0,
      179.5,
      327.0
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
      "obj-14",
      0
     ],
     "midpoints": [
      179.5,
      372.0,
      24.5,
      372.0
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
      "obj-14",
      1
     ],
     "midpoints": [
      24.5,
      238.0,
      49.5,
      238.0
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
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-15",
      3
     ],
     "destination": [
      "obj-19",
      0
     ],
     "midpoints": [
      82.1,
      467.0,
      309.5,
      467.0
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
      "obj-21",
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
      0
     ],
     "midpoints": [
      49.5,
      418.0,
      159.5,
      418.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-16",
      3
     ],
     "destination": [
      "obj-19",
      0
     ],
     "midpoints": [
      217.1,
      467.0,
      309.5,
      467.0
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
      "obj-18",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-18",
      0
     ],
     "destination": [
      "obj-21",
      0
     ],
     "midpoints": [
      159.5,
      513.0,
      24.5,
      513.0
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
      "obj-21",
      0
     ],
     "midpoints": [
      309.5,
      558.0,
      24.5,
      558.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-21",
      0
     ],
     "destination": [
      "obj-49",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-5",
      1
     ],
     "destination": [
      "obj-23",
      0
     ],
     "midpoints": [
      81.5,
      93.0,
      369.5,
      93.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-5",
      1
     ],
     "destination": [
      "obj-24",
      0
     ],
     "midpoints": [
      81.5,
      96.0,
      449.5,
      96.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-5",
      2
     ],
     "destination": [
      "obj-23",
      0
     ],
     "midpoints": [
      138.5,
      93.0,
      369.5,
      93.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-5",
      2
     ],
     "destination": [
      "obj-24",
      0
     ],
     "midpoints": [
      138.5,
      96.0,
      449.5,
      96.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-5",
      2
     ],
     "destination": [
      "obj-37",
      0
     ],
     "midpoints": [
      138.5,
      99.0,
      869.5,
      99.0
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
      "obj-27",
      1
     ],
     "midpoints": [
      369.5,
      199.0,
      613.6,
      199.0
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
      "obj-27",
      2
     ],
     "midpoints": [
      449.5,
      243.0,
      857.7,
      243.0
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
      "obj-42",
      1
     ],
     "midpoints": [
      369.5,
      199.0,
      324.0,
      199.0,
      324.0,
      375.0,
      832.6,
      375.0
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
      "obj-42",
      2
     ],
     "midpoints": [
      449.5,
      202.0,
      332.0,
      202.0,
      332.0,
      372.0,
      855.8,
      372.0
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
      "obj-27",
      1
     ],
     "midpoints": [
      369.5,
      237.0,
      613.6,
      237.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-29",
      0
     ],
     "destination": [
      "obj-27",
      2
     ],
     "midpoints": [
      459.5,
      243.0,
      857.7,
      243.0
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
      "obj-41",
      1
     ],
     "midpoints": [
      1009.5,
      327.0,
      1016.8,
      327.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-3",
      0
     ],
     "destination": [
      "obj-25",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-25",
      0
     ],
     "destination": [
      "obj-36",
      0
     ],
     "midpoints": [
      569.5,
      148.0,
      340.0,
      148.0,
      340.0,
      426.0,
      649.5,
      426.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-25",
      1
     ],
     "destination": [
      "obj-26",
      0
     ],
     "midpoints": [
      631.1,
      147.0,
      639.5,
      147.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-26",
      1
     ],
     "destination": [
      "obj-34",
      1
     ],
     "midpoints": [
      681.8,
      196.0,
      348.0,
      196.0,
      348.0,
      378.0,
      580.5,
      378.0
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
      "obj-27",
      0
     ],
     "midpoints": [
      639.5,
      240.0,
      369.5,
      240.0
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
      "obj-31",
      0
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
      "obj-34",
      0
     ],
     "midpoints": [
      369.5,
      331.0,
      569.5,
      331.0
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
      "obj-21",
      0
     ],
     "midpoints": [
      569.5,
      463.0,
      108.0,
      463.0,
      108.0,
      576.0,
      24.5,
      576.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-31",
      1
     ],
     "destination": [
      "obj-32",
      0
     ],
     "midpoints": [
      382.5,
      328.0,
      449.5,
      328.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-31",
      2
     ],
     "destination": [
      "obj-41",
      1
     ],
     "midpoints": [
      395.5,
      334.0,
      1016.8,
      334.0
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
      "obj-33",
      0
     ],
     "destination": [
      "obj-21",
      0
     ],
     "midpoints": [
      449.5,
      463.0,
      108.0,
      463.0,
      108.0,
      576.0,
      24.5,
      576.0
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
      "obj-21",
      0
     ],
     "midpoints": [
      649.5,
      463.0,
      108.0,
      463.0,
      108.0,
      576.0,
      24.5,
      576.0
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
      "obj-38",
      0
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
      "obj-40",
      0
     ],
     "midpoints": [
      869.5,
      193.0,
      356.0,
      193.0,
      356.0,
      291.0,
      869.5,
      291.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-38",
      1
     ],
     "destination": [
      "obj-39",
      0
     ],
     "midpoints": [
      882.5,
      196.0,
      860.0,
      196.0,
      860.0,
      243.0,
      949.5,
      243.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-38",
      2
     ],
     "destination": [
      "obj-46",
      0
     ],
     "midpoints": [
      895.5,
      192.0,
      869.5,
      192.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-46",
      0
     ],
     "destination": [
      "obj-45",
      0
     ],
     "midpoints": [
      869.5,
      238.0,
      1084.0,
      238.0,
      1084.0,
      516.0,
      809.5,
      516.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-40",
      2
     ],
     "destination": [
      "obj-41",
      0
     ],
     "midpoints": [
      899.8,
      327.0,
      809.5,
      327.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-40",
      1
     ],
     "destination": [
      "obj-43",
      0
     ],
     "midpoints": [
      884.6,
      331.0,
      796.0,
      331.0,
      796.0,
      423.0,
      809.5,
      423.0
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
      "obj-42",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-42",
      0
     ],
     "destination": [
      "obj-43",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-43",
      0
     ],
     "destination": [
      "obj-44",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-44",
      0
     ],
     "destination": [
      "obj-45",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-45",
      0
     ],
     "destination": [
      "obj-50",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-47",
      0
     ],
     "destination": [
      "obj-48",
      0
     ],
     "midpoints": [
      569.5,
      513.0,
      429.5,
      513.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-48",
      0
     ],
     "destination": [
      "obj-50",
      0
     ],
     "midpoints": [
      429.5,
      583.0,
      809.5,
      583.0
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
      "obj-50",
      0
     ],
     "midpoints": [
      949.5,
      283.0,
      788.0,
      283.0,
      788.0,
      596.0,
      809.5,
      596.0
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
