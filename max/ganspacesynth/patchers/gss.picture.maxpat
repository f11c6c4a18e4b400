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
   1250.0,
   450.0
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
  "description": "A picture of a picture network: its seed, z and psi",
  "digest": "A picture of a picture network: its seed, z and psi",
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
     "hint": "answers of the engine: /picture, /picture_z, /picture_psi and /picture_seed are used"
    }
   },
   {
    "box": {
     "id": "obj-2",
     "maxclass": "newobj",
     "numinlets": 5,
     "numoutlets": 5,
     "patching_rect": [
      80.0,
      60.0,
      276.1,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "",
      "",
      ""
     ],
     "text": "route /picture /picture_z /picture_psi /picture_seed"
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
      410.0,
      30.0,
      30.0
     ],
     "outlettype": [],
     "index": 1,
     "hint": "/picture_open FILE | /picture_seed NUMBER | /picture_z NUMBERS | /picture_psi NUMBER | ..."
    }
   },
   {
    "box": {
     "id": "obj-4",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1235.0,
      15.0,
      10.0,
      10.0
     ],
     "outlettype": [],
     "presentation": 1,
     "presentation_rect": [
      0.0,
      0.0,
      390.0,
      200.0
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
     "id": "obj-5",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1175.656,
      30.0,
      49.344,
      20.0
     ],
     "text": "Picture",
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
     "id": "obj-6",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1235.0,
      35.0,
      10.0,
      10.0
     ],
     "outlettype": [],
     "presentation": 1,
     "presentation_rect": [
      0.0,
      208.0,
      390.0,
      225.0
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
     "id": "obj-7",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1207.0,
      50.0,
      18.0,
      20.0
     ],
     "text": "z",
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
      213.0,
      300.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-8",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      60.0,
      200.0,
      116.7,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      10.0,
      28.0,
      140.0,
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
     "text": "Open a network ..."
    }
   },
   {
    "box": {
     "id": "obj-9",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      210.0,
      200.0,
      117.3,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      160.0,
      28.0,
      140.0,
      28.0
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
     "text": "Show in a browser"
    }
   },
   {
    "box": {
     "id": "obj-10",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      60.0,
      240.0,
      69.3,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "opendialog"
    }
   },
   {
    "box": {
     "id": "obj-11",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      60.0,
      285.0,
      100.0,
      22.0
     ],
     "text": "/picture_open $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-12",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      210.0,
      285.0,
      113.3,
      22.0
     ],
     "text": "/picture_output http",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-13",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      370.0,
      200.0,
      60.6,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      10.0,
      64.0,
      90.0,
      22.0
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
     "text": "Another"
    }
   },
   {
    "box": {
     "id": "obj-14",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      370.0,
      285.0,
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
     "id": "obj-15",
     "maxclass": "number",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      510.0,
      200.0,
      50.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      160.0,
      64.0,
      90.0,
      22.0
     ],
     "minimum": 0,
     "maximum": 16777216,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-16",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      510.0,
      285.0,
      99.3,
      22.0
     ],
     "text": "/picture_seed $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-17",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      510.0,
      120.0,
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
     "id": "obj-18",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      660.0,
      200.0,
      150.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      70.0,
      94.0,
      310.0,
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
     "signed": 0,
     "contdata": 1,
     "settype": 1,
     "size": 1,
     "setminmax": [
      0.0,
      1.5
     ]
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      660.0,
      285.0,
      88.6,
      22.0
     ],
     "text": "/picture_psi $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-20",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      660.0,
      120.0,
      84.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend set 1"
    }
   },
   {
    "box": {
     "id": "obj-21",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      830.0,
      200.0,
      150.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      70.0,
      120.0,
      310.0,
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
     "signed": 0,
     "contdata": 1,
     "settype": 1,
     "size": 1,
     "setminmax": [
      0.0,
      2.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-22",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      830.0,
      285.0,
      112.6,
      22.0
     ],
     "text": "/picture_smooth $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-23",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      1000.0,
      200.0,
      150.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      70.0,
      146.0,
      310.0,
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
     "signed": 0,
     "contdata": 1,
     "settype": 1,
     "size": 1,
     "setminmax": [
      0.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-24",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      1000.0,
      285.0,
      112.6,
      22.0
     ],
     "text": "/picture_wander $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-25",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      510.0,
      170.0,
      40.6,
      20.0
     ],
     "text": "seed",
     "presentation": 1,
     "presentation_rect": [
      115.0,
      66.0,
      45.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-26",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      660.0,
      170.0,
      60.0,
      20.0
     ],
     "text": "psi",
     "presentation": 1,
     "presentation_rect": [
      10.0,
      94.0,
      60.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-27",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      830.0,
      170.0,
      60.0,
      20.0
     ],
     "text": "smooth",
     "presentation": 1,
     "presentation_rect": [
      10.0,
      120.0,
      60.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-28",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1000.0,
      170.0,
      60.0,
      20.0
     ],
     "text": "wander",
     "presentation": 1,
     "presentation_rect": [
      10.0,
      146.0,
      60.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-29",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      830.0,
      60.0,
      184.0,
      20.0
     ],
     "text": "smooth and wander: in seconds",
     "presentation": 1,
     "presentation_rect": [
      10.0,
      172.0,
      370.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-30",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      60.0,
      110.0,
      49.3,
      22.0
     ],
     "outlettype": [
      "anything",
      "list"
     ],
     "text": "zl.nth 5"
    }
   },
   {
    "box": {
     "id": "obj-31",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      60.0,
      145.0,
      48.6,
      22.0
     ],
     "text": "size $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-32",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      1150.0,
      200.0,
      60.0,
      40.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      10.0,
      236.0,
      370.0,
      150.0
     ],
     "size": 512,
     "setminmax": [
      -4.0,
      4.0
     ],
     "setstyle": 1,
     "contdata": 0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-33",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1120.0,
      330.0,
      110.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend /picture_z"
    }
   },
   {
    "box": {
     "id": "obj-34",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      1120.0,
      120.0,
      88.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "prepend setlist"
    }
   },
   {
    "box": {
     "id": "obj-35",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      250.0,
      110.0,
      57.9,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      10.0,
      398.0,
      80.0,
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
     "text": "Show z"
    }
   },
   {
    "box": {
     "id": "obj-36",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      250.0,
      145.0,
      62.6,
      22.0
     ],
     "text": "/picture_z",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-37",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      1020.0,
      90.0,
      220.0,
      20.0
     ],
     "text": "all its numbers, from -4 to 4: draw",
     "presentation": 1,
     "presentation_rect": [
      105.0,
      400.0,
      270.0,
      20.0
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
     ],
     "midpoints": [
      24.5,
      45.0,
      89.5,
      45.0
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
      "obj-10",
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
      "obj-9",
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
      "obj-15",
      0
     ],
     "destination": [
      "obj-16",
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
      "obj-19",
      0
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
      0
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
      "obj-17",
      0
     ],
     "midpoints": [
      282.3,
      88.0,
      519.5,
      88.0
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
      "obj-15",
      0
     ],
     "midpoints": [
      519.5,
      148.0,
      508.0,
      148.0,
      508.0,
      191.0,
      519.5,
      191.0
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
      "obj-20",
      0
     ],
     "midpoints": [
      218.1,
      91.0,
      669.5,
      91.0
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
      "obj-18",
      0
     ],
     "midpoints": [
      669.5,
      148.0,
      660.0,
      148.0,
      660.0,
      191.0,
      669.5,
      191.0
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
      "obj-30",
      0
     ],
     "midpoints": [
      89.5,
      88.0,
      69.5,
      88.0
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
      "obj-31",
      0
     ],
     "destination": [
      "obj-32",
      0
     ],
     "midpoints": [
      69.5,
      194.0,
      1159.5,
      194.0
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
      "obj-34",
      0
     ],
     "midpoints": [
      153.8,
      111.0,
      1129.5,
      111.0
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
      "obj-32",
      0
     ],
     "midpoints": [
      1129.5,
      148.0,
      1159.5,
      148.0
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
     ],
     "midpoints": [
      1159.5,
      246.0,
      1129.5,
      246.0
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
      "obj-11",
      0
     ],
     "destination": [
      "obj-3",
      0
     ],
     "midpoints": [
      69.5,
      313.0,
      24.5,
      313.0
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
      "obj-3",
      0
     ],
     "midpoints": [
      219.5,
      313.0,
      24.5,
      313.0
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
      "obj-3",
      0
     ],
     "midpoints": [
      379.5,
      313.0,
      24.5,
      313.0
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
      "obj-3",
      0
     ],
     "midpoints": [
      519.5,
      313.0,
      24.5,
      313.0
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
      "obj-3",
      0
     ],
     "midpoints": [
      669.5,
      313.0,
      24.5,
      313.0
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
      "obj-3",
      0
     ],
     "midpoints": [
      839.5,
      313.0,
      24.5,
      313.0
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
      "obj-3",
      0
     ],
     "midpoints": [
      1009.5,
      313.0,
      24.5,
      313.0
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
      "obj-3",
      0
     ],
     "midpoints": [
      1129.5,
      358.0,
      24.5,
      358.0
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
      "obj-3",
      0
     ],
     "midpoints": [
      259.5,
      173.0,
      24.5,
      173.0
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
