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
   480.0
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
  "description": "Four directions of pictures, and a square in which pictures are placed",
  "digest": "Four directions of pictures, and a square in which pictures are placed",
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
     "hint": "answers of the engine: /map is used"
    }
   },
   {
    "box": {
     "id": "obj-2",
     "maxclass": "outlet",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      15.0,
      440.0,
      30.0,
      30.0
     ],
     "outlettype": [],
     "index": 1,
     "hint": "/picture_edit NUMBER AMOUNT | /map_at X Y picture | /map_add X Y picture | /map_fit picture | /map_remove 0 picture"
    }
   },
   {
    "box": {
     "id": "obj-3",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1085.0,
      15.0,
      10.0,
      10.0
     ],
     "outlettype": [],
     "presentation": 1,
     "presentation_rect": [
      0.0,
      0.0,
      350.0,
      152.0
     ],
     "background": 1,
     "ignoreclick": 1,
     "bgfillcolor": [
      0.885,
      0.88,
      0.86,
      1.0
     ],
     "rounded": 6,
     "border": 0
    }
   },
   {
    "box": {
     "id": "obj-4",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1009.66,
      30.0,
      65.34,
      20.0
     ],
     "text": "Directions",
     "fontface": 1,
     "textcolor": [
      0.16,
      0.18,
      0.2,
      1.0
     ],
     "presentation": 1,
     "presentation_rect": [
      8.0,
      5.0,
      300.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-5",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1085.0,
      35.0,
      10.0,
      10.0
     ],
     "outlettype": [],
     "presentation": 1,
     "presentation_rect": [
      0.0,
      160.0,
      350.0,
      273.0
     ],
     "background": 1,
     "ignoreclick": 1,
     "bgfillcolor": [
      0.885,
      0.88,
      0.86,
      1.0
     ],
     "rounded": 6,
     "border": 0
    }
   },
   {
    "box": {
     "id": "obj-6",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1023.64,
      50.0,
      51.36,
      20.0
     ],
     "text": "XY pad",
     "fontface": 1,
     "textcolor": [
      0.16,
      0.18,
      0.2,
      1.0
     ],
     "presentation": 1,
     "presentation_rect": [
      8.0,
      165.0,
      300.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-7",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      60.0,
      60.0,
      150.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      40.0,
      28.0,
      300.0,
      20.0
     ],
     "slidercolor": [
      0.18,
      0.36,
      0.5,
      1.0
     ],
     "bgcolor": [
      1.0,
      1.0,
      1.0,
      1.0
     ],
     "parameter_enable": 0,
     "orientation": 0,
     "setstyle": 1,
     "signed": 1,
     "contdata": 1,
     "settype": 1,
     "size": 1,
     "setminmax": [
      -3.0,
      3.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-8",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      60.0,
      100.0,
      102.7,
      22.0
     ],
     "text": "/picture_edit 1 $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-9",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      160.0,
      15.0,
      30.0,
      20.0
     ],
     "text": "1",
     "presentation": 1,
     "presentation_rect": [
      12.0,
      28.0,
      26.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-10",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      225.0,
      60.0,
      150.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      40.0,
      54.0,
      300.0,
      20.0
     ],
     "slidercolor": [
      0.18,
      0.36,
      0.5,
      1.0
     ],
     "bgcolor": [
      1.0,
      1.0,
      1.0,
      1.0
     ],
     "parameter_enable": 0,
     "orientation": 0,
     "setstyle": 1,
     "signed": 1,
     "contdata": 1,
     "settype": 1,
     "size": 1,
     "setminmax": [
      -3.0,
      3.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-11",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      225.0,
      100.0,
      102.7,
      22.0
     ],
     "text": "/picture_edit 2 $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-12",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      325.0,
      15.0,
      30.0,
      20.0
     ],
     "text": "2",
     "presentation": 1,
     "presentation_rect": [
      12.0,
      54.0,
      26.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-13",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      390.0,
      60.0,
      150.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      40.0,
      80.0,
      300.0,
      20.0
     ],
     "slidercolor": [
      0.18,
      0.36,
      0.5,
      1.0
     ],
     "bgcolor": [
      1.0,
      1.0,
      1.0,
      1.0
     ],
     "parameter_enable": 0,
     "orientation": 0,
     "setstyle": 1,
     "signed": 1,
     "contdata": 1,
     "settype": 1,
     "size": 1,
     "setminmax": [
      -3.0,
      3.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-14",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      390.0,
      100.0,
      102.7,
      22.0
     ],
     "text": "/picture_edit 3 $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-15",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      490.0,
      15.0,
      30.0,
      20.0
     ],
     "text": "3",
     "presentation": 1,
     "presentation_rect": [
      12.0,
      80.0,
      26.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-16",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      555.0,
      60.0,
      150.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      40.0,
      106.0,
      300.0,
      20.0
     ],
     "slidercolor": [
      0.18,
      0.36,
      0.5,
      1.0
     ],
     "bgcolor": [
      1.0,
      1.0,
      1.0,
      1.0
     ],
     "parameter_enable": 0,
     "orientation": 0,
     "setstyle": 1,
     "signed": 1,
     "contdata": 1,
     "settype": 1,
     "size": 1,
     "setminmax": [
      -3.0,
      3.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-17",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      555.0,
      100.0,
      102.7,
      22.0
     ],
     "text": "/picture_edit 4 $1",
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
      655.0,
      15.0,
      30.0,
      20.0
     ],
     "text": "4",
     "presentation": 1,
     "presentation_rect": [
      12.0,
      106.0,
      26.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      760.0,
      15.0,
      55.3,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      265.0,
      129.0,
      75.0,
      20.0
     ],
     "bgcolor": [
      0.18,
      0.36,
      0.5,
      1.0
     ],
     "textcolor": [
      1.0,
      1.0,
      1.0,
      1.0
     ],
     "rounded": 8.0,
     "fontsize": 12.0,
     "parameter_enable": 0,
     "text": "All to 0"
    }
   },
   {
    "box": {
     "id": "obj-20",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      900.0,
      15.0,
      30.0,
      22.0
     ],
     "text": "0.",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-21",
     "maxclass": "pictslider",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      60.0,
      170.0,
      80.0,
      80.0
     ],
     "outlettype": [
      "int",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      10.0,
      188.0,
      200.0,
      200.0
     ],
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-22",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      60.0,
      275.0,
      47.3,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/ 127.0"
    }
   },
   {
    "box": {
     "id": "obj-23",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      130.0,
      275.0,
      47.3,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "/ 127.0"
    }
   },
   {
    "box": {
     "id": "obj-24",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      60.0,
      315.0,
      76.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "pack 0.5 0.5"
    }
   },
   {
    "box": {
     "id": "obj-25",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      60.0,
      350.0,
      30.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "t l l"
    }
   },
   {
    "box": {
     "id": "obj-26",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      60.0,
      390.0,
      126.7,
      22.0
     ],
     "text": "/map_at $1 $2 picture",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-27",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      260.0,
      275.0,
      85.3,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      220.0,
      188.0,
      120.0,
      28.0
     ],
     "bgcolor": [
      0.82,
      0.42,
      0.16,
      1.0
     ],
     "textcolor": [
      1.0,
      1.0,
      1.0,
      1.0
     ],
     "rounded": 8.0,
     "fontsize": 12.0,
     "parameter_enable": 0,
     "text": "Place it here"
    }
   },
   {
    "box": {
     "id": "obj-28",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      260.0,
      340.0,
      80.0,
      22.0
     ],
     "outlettype": [
      "list",
      "inactive"
     ],
     "text": "zl.reg 0.5 0.5"
    }
   },
   {
    "box": {
     "id": "obj-29",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      260.0,
      390.0,
      136.7,
      22.0
     ],
     "text": "/map_add $1 $2 picture",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-30",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      470.0,
      275.0,
      36.0,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      220.0,
      224.0,
      120.0,
      22.0
     ],
     "bgcolor": [
      0.18,
      0.36,
      0.5,
      1.0
     ],
     "textcolor": [
      1.0,
      1.0,
      1.0,
      1.0
     ],
     "rounded": 8.0,
     "fontsize": 12.0,
     "parameter_enable": 0,
     "text": "Fit"
    }
   },
   {
    "box": {
     "id": "obj-31",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      470.0,
      340.0,
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
     "id": "obj-32",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      620.0,
      275.0,
      92.0,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      220.0,
      254.0,
      120.0,
      22.0
     ],
     "bgcolor": [
      0.18,
      0.36,
      0.5,
      1.0
     ],
     "textcolor": [
      1.0,
      1.0,
      1.0,
      1.0
     ],
     "rounded": 8.0,
     "fontsize": 12.0,
     "parameter_enable": 0,
     "text": "Take all away"
    }
   },
   {
    "box": {
     "id": "obj-33",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      620.0,
      340.0,
      133.3,
      22.0
     ],
     "text": "/map_remove 0 picture",
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
     "numoutlets": 2,
     "patching_rect": [
      900.0,
      170.0,
      68.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /map"
    }
   },
   {
    "box": {
     "id": "obj-35",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      900.0,
      210.0,
      49.3,
      22.0
     ],
     "outlettype": [
      "anything",
      "list"
     ],
     "text": "zl.nth 2"
    }
   },
   {
    "box": {
     "id": "obj-36",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      900.0,
      250.0,
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
     "id": "obj-37",
     "maxclass": "number",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      900.0,
      290.0,
      50.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      220.0,
      286.0,
      50.0,
      22.0
     ],
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-38",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      960.0,
      292.0,
      70.0,
      20.0
     ],
     "text": "placed",
     "presentation": 1,
     "presentation_rect": [
      275.0,
      288.0,
      70.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-39",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      260.0,
      170.0,
      330.0,
      20.0
     ],
     "text": "Place pictures at some places, then drag the knob.",
     "presentation": 1,
     "presentation_rect": [
      10.0,
      390.0,
      335.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-40",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      260.0,
      195.0,
      330.0,
      20.0
     ],
     "text": "More than 24 are fitted first.",
     "presentation": 1,
     "presentation_rect": [
      10.0,
      411.0,
      335.0,
      20.0
     ]
    }
   }
  ],
  "lines": [
   {
    "patchline": {
     "source": [
      "obj-7",
      0
     ],
     "destination": [
      "obj-8",
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
      "obj-19",
      0
     ],
     "destination": [
      "obj-20",
      0
     ],
     "midpoints": [
      769.5,
      43.0,
      820.0,
      43.0,
      820.0,
      6.0,
      909.5,
      6.0
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
      "obj-7",
      0
     ],
     "midpoints": [
      909.5,
      46.0,
      69.5,
      46.0
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
      "obj-10",
      0
     ],
     "midpoints": [
      909.5,
      46.0,
      234.5,
      46.0
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
      "obj-13",
      0
     ],
     "midpoints": [
      909.5,
      46.0,
      399.5,
      46.0
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
      "obj-16",
      0
     ],
     "midpoints": [
      909.5,
      46.0,
      564.5,
      46.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-21",
      1
     ],
     "destination": [
      "obj-23",
      0
     ],
     "midpoints": [
      130.5,
      256.0,
      139.5,
      256.0
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
      "obj-22",
      0
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
      "obj-24",
      1
     ],
     "midpoints": [
      139.5,
      297.0,
      126.5,
      297.0
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
      "obj-26",
      0
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
      "obj-28",
      1
     ],
     "midpoints": [
      80.5,
      378.0,
      140.0,
      378.0,
      140.0,
      331.0,
      330.5,
      331.0
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
      "obj-28",
      0
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
      "obj-29",
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
      "obj-31",
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
      "obj-1",
      0
     ],
     "destination": [
      "obj-34",
      0
     ],
     "midpoints": [
      24.5,
      51.0,
      909.5,
      51.0
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
      "obj-8",
      0
     ],
     "destination": [
      "obj-2",
      0
     ],
     "midpoints": [
      69.5,
      128.0,
      24.5,
      128.0
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
      "obj-2",
      0
     ],
     "midpoints": [
      234.5,
      128.0,
      24.5,
      128.0
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
      "obj-2",
      0
     ],
     "midpoints": [
      399.5,
      128.0,
      24.5,
      128.0
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
      "obj-2",
      0
     ],
     "midpoints": [
      564.5,
      128.0,
      24.5,
      128.0
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
      "obj-2",
      0
     ],
     "midpoints": [
      69.5,
      418.0,
      24.5,
      418.0
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
      "obj-2",
      0
     ],
     "midpoints": [
      269.5,
      418.0,
      24.5,
      418.0
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
      "obj-2",
      0
     ],
     "midpoints": [
      479.5,
      371.0,
      24.5,
      371.0
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
      "obj-2",
      0
     ],
     "midpoints": [
      629.5,
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
