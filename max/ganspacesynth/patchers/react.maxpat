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
   880.0
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
  "description": "A sound that follows what was heard.",
  "digest": "A sound that follows what was heard.",
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
     "text": "react",
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
     "text": "A sound that follows what was heard.",
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
     "text": "1  wait for the green light      2  listen to the device      3  move a bar      4  play something      5  press Answer",
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
      100.0,
      22.0
     ],
     "text": "/listen, /step, /psi",
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
      843.0,
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
      844.0,
      90.0,
      20.0
     ],
     "text": "to the engine"
    }
   },
   {
    "box": {
     "id": "obj-11",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      765.0,
      15.0,
      10.0,
      10.0
     ],
     "outlettype": [],
     "presentation": 1,
     "presentation_rect": [
      15.0,
      112.0,
      750.0,
      94.0
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
     "id": "obj-12",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      640.9639999999999,
      30.0,
      114.036,
      20.0
     ],
     "text": "What is listened for",
     "fontface": 1,
     "textcolor": [
      0.16,
      0.18,
      0.2,
      1.0
     ],
     "presentation": 1,
     "presentation_rect": [
      23.0,
      117.0,
      300.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-13",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      765.0,
      35.0,
      10.0,
      10.0
     ],
     "outlettype": [],
     "presentation": 1,
     "presentation_rect": [
      15.0,
      214.0,
      750.0,
      262.0
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
     "id": "obj-14",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      400.0,
      250.0,
      160.0,
      20.0
     ],
     "text": "How far each moves",
     "presentation": 1,
     "presentation_rect": [
      23.0,
      219.0,
      180.0,
      20.0
     ],
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-15",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      765.0,
      55.0,
      10.0,
      10.0
     ],
     "outlettype": [],
     "presentation": 1,
     "presentation_rect": [
      15.0,
      484.0,
      390.0,
      140.0
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
     "id": "obj-16",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      765.0,
      75.0,
      10.0,
      10.0
     ],
     "outlettype": [],
     "presentation": 1,
     "presentation_rect": [
      415.0,
      484.0,
      350.0,
      140.0
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
     "id": "obj-17",
     "maxclass": "umenu",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      15.0,
      190.0,
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
      655.0,
      116.0,
      100.0,
      22.0
     ],
     "items": [
      "off",
      ",",
      "device"
     ],
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-18",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      15.0,
      222.0,
      58.6,
      22.0
     ],
     "text": "/listen $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "umenu",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      145.0,
      190.0,
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
      25.0,
      166.0,
      170.0,
      22.0
     ],
     "items": [
      "onsets(low)",
      ",",
      "onsets(mid)",
      ",",
      "onsets(high)",
      ",",
      "onsets",
      ",",
      "rms",
      ",",
      "centroid",
      ",",
      "pitch",
      ",",
      "walk 2"
     ],
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-20",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      125.0,
      222.0,
      139.8,
      22.0
     ],
     "text": "/signal s1 $1 | decay 0.3",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-21",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      145.0,
      165.0,
      56.0,
      20.0
     ],
     "text": "signal 1",
     "presentation": 1,
     "presentation_rect": [
      25.0,
      142.0,
      100.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-22",
     "maxclass": "umenu",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      305.0,
      190.0,
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
      210.0,
      166.0,
      170.0,
      22.0
     ],
     "items": [
      "onsets(low)",
      ",",
      "onsets(mid)",
      ",",
      "onsets(high)",
      ",",
      "onsets",
      ",",
      "rms",
      ",",
      "centroid",
      ",",
      "pitch",
      ",",
      "walk 2"
     ],
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-23",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      285.0,
      222.0,
      139.8,
      22.0
     ],
     "text": "/signal s2 $1 | decay 0.3",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-24",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      305.0,
      165.0,
      56.0,
      20.0
     ],
     "text": "signal 2",
     "presentation": 1,
     "presentation_rect": [
      210.0,
      142.0,
      100.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-25",
     "maxclass": "umenu",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      465.0,
      190.0,
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
      395.0,
      166.0,
      170.0,
      22.0
     ],
     "items": [
      "onsets(low)",
      ",",
      "onsets(mid)",
      ",",
      "onsets(high)",
      ",",
      "onsets",
      ",",
      "rms",
      ",",
      "centroid",
      ",",
      "pitch",
      ",",
      "walk 2"
     ],
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-26",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      445.0,
      222.0,
      139.8,
      22.0
     ],
     "text": "/signal s3 $1 | decay 0.3",
     "outlettype": [
      ""
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
      465.0,
      165.0,
      56.0,
      20.0
     ],
     "text": "signal 3",
     "presentation": 1,
     "presentation_rect": [
      395.0,
      142.0,
      100.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-28",
     "maxclass": "umenu",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      625.0,
      190.0,
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
      580.0,
      166.0,
      170.0,
      22.0
     ],
     "items": [
      "onsets(low)",
      ",",
      "onsets(mid)",
      ",",
      "onsets(high)",
      ",",
      "onsets",
      ",",
      "rms",
      ",",
      "centroid",
      ",",
      "pitch",
      ",",
      "walk 2"
     ],
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-29",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      605.0,
      222.0,
      139.8,
      22.0
     ],
     "text": "/signal s4 $1 | decay 0.3",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-30",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      625.0,
      165.0,
      56.0,
      20.0
     ],
     "text": "signal 4",
     "presentation": 1,
     "presentation_rect": [
      580.0,
      142.0,
      100.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-31",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      15.0,
      250.0,
      32.0,
      20.0
     ],
     "text": "1",
     "presentation": 1,
     "presentation_rect": [
      248.0,
      220.0,
      30.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-32",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      105.0,
      250.0,
      32.0,
      20.0
     ],
     "text": "2",
     "presentation": 1,
     "presentation_rect": [
      383.0,
      220.0,
      30.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-33",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      195.0,
      250.0,
      32.0,
      20.0
     ],
     "text": "3",
     "presentation": 1,
     "presentation_rect": [
      518.0,
      220.0,
      30.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-34",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      285.0,
      250.0,
      32.0,
      20.0
     ],
     "text": "4",
     "presentation": 1,
     "presentation_rect": [
      653.0,
      220.0,
      30.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-35",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      15.0,
      337.0,
      287.1,
      22.0
     ],
     "text": "/modulate edits.0:0:4 signal $2 @depth $1 @row $2",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-36",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      15.0,
      672.0,
      185.0,
      20.0
     ],
     "text": "direction 1",
     "presentation": 1,
     "presentation_rect": [
      25.0,
      244.0,
      180.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-37",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      15.0,
      275.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      215.0,
      243.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-38",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      15.0,
      305.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s1"
    }
   },
   {
    "box": {
     "id": "obj-39",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      105.0,
      275.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      350.0,
      243.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-40",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      105.0,
      305.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s2"
    }
   },
   {
    "box": {
     "id": "obj-41",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      195.0,
      275.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      485.0,
      243.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-42",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      195.0,
      305.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s3"
    }
   },
   {
    "box": {
     "id": "obj-43",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      285.0,
      275.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      620.0,
      243.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-44",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      285.0,
      305.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s4"
    }
   },
   {
    "box": {
     "id": "obj-45",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      400.0,
      337.0,
      287.1,
      22.0
     ],
     "text": "/modulate edits.1:0:4 signal $2 @depth $1 @row $2",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-46",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      205.0,
      672.0,
      185.0,
      20.0
     ],
     "text": "direction 2",
     "presentation": 1,
     "presentation_rect": [
      25.0,
      272.0,
      180.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-47",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      400.0,
      275.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      215.0,
      271.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-48",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      400.0,
      305.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s1"
    }
   },
   {
    "box": {
     "id": "obj-49",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      490.0,
      275.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      350.0,
      271.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-50",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      490.0,
      305.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s2"
    }
   },
   {
    "box": {
     "id": "obj-51",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      580.0,
      275.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      485.0,
      271.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-52",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      580.0,
      305.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s3"
    }
   },
   {
    "box": {
     "id": "obj-53",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      670.0,
      275.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      620.0,
      271.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-54",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      670.0,
      305.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s4"
    }
   },
   {
    "box": {
     "id": "obj-55",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      15.0,
      435.0,
      287.1,
      22.0
     ],
     "text": "/modulate edits.2:0:4 signal $2 @depth $1 @row $2",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-56",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      395.0,
      672.0,
      185.0,
      20.0
     ],
     "text": "direction 3",
     "presentation": 1,
     "presentation_rect": [
      25.0,
      300.0,
      180.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-57",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      15.0,
      373.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      215.0,
      299.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-58",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      15.0,
      403.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s1"
    }
   },
   {
    "box": {
     "id": "obj-59",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      105.0,
      373.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      350.0,
      299.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-60",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      105.0,
      403.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s2"
    }
   },
   {
    "box": {
     "id": "obj-61",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      195.0,
      373.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      485.0,
      299.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-62",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      195.0,
      403.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s3"
    }
   },
   {
    "box": {
     "id": "obj-63",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      285.0,
      373.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      620.0,
      299.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-64",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      285.0,
      403.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s4"
    }
   },
   {
    "box": {
     "id": "obj-65",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      400.0,
      435.0,
      267.8,
      22.0
     ],
     "text": "/modulate z.7:0:1 signal $2 @depth $1 @row $2",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-66",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      585.0,
      672.0,
      185.0,
      20.0
     ],
     "text": "towards another sound",
     "presentation": 1,
     "presentation_rect": [
      25.0,
      328.0,
      180.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-67",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      400.0,
      373.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      215.0,
      327.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-68",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      400.0,
      403.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s1"
    }
   },
   {
    "box": {
     "id": "obj-69",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      490.0,
      373.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      350.0,
      327.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-70",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      490.0,
      403.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s2"
    }
   },
   {
    "box": {
     "id": "obj-71",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      580.0,
      373.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      485.0,
      327.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-72",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      580.0,
      403.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s3"
    }
   },
   {
    "box": {
     "id": "obj-73",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      670.0,
      373.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      620.0,
      327.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-74",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      670.0,
      403.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s4"
    }
   },
   {
    "box": {
     "id": "obj-75",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      15.0,
      533.0,
      277.1,
      22.0
     ],
     "text": "/modulate psi:1:0.3 signal $2 @depth $1 @row $2",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-76",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      15.0,
      694.0,
      185.0,
      20.0
     ],
     "text": "towards the middle of all",
     "presentation": 1,
     "presentation_rect": [
      25.0,
      356.0,
      180.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-77",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      15.0,
      471.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      215.0,
      355.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-78",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      15.0,
      501.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s1"
    }
   },
   {
    "box": {
     "id": "obj-79",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      105.0,
      471.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      350.0,
      355.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-80",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      105.0,
      501.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s2"
    }
   },
   {
    "box": {
     "id": "obj-81",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      195.0,
      471.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      485.0,
      355.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-82",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      195.0,
      501.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s3"
    }
   },
   {
    "box": {
     "id": "obj-83",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      285.0,
      471.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      620.0,
      355.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-84",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      285.0,
      501.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s4"
    }
   },
   {
    "box": {
     "id": "obj-85",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      400.0,
      533.0,
      342.5,
      22.0
     ],
     "text": "/modulate pitch.pentatonic:0:12 signal $2 @depth $1 @row $2",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-86",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      205.0,
      694.0,
      185.0,
      20.0
     ],
     "text": "pitch, up a scale",
     "presentation": 1,
     "presentation_rect": [
      25.0,
      384.0,
      180.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-87",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      400.0,
      471.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      215.0,
      383.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-88",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      400.0,
      501.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s1"
    }
   },
   {
    "box": {
     "id": "obj-89",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      490.0,
      471.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      350.0,
      383.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-90",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      490.0,
      501.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s2"
    }
   },
   {
    "box": {
     "id": "obj-91",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      580.0,
      471.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      485.0,
      383.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-92",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      580.0,
      501.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s3"
    }
   },
   {
    "box": {
     "id": "obj-93",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      670.0,
      471.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      620.0,
      383.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-94",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      670.0,
      501.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s4"
    }
   },
   {
    "box": {
     "id": "obj-95",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      15.0,
      631.0,
      287.1,
      22.0
     ],
     "text": "/modulate level:0:-40 signal $2 @depth $1 @row $2",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-96",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      395.0,
      694.0,
      185.0,
      20.0
     ],
     "text": "level, down",
     "presentation": 1,
     "presentation_rect": [
      25.0,
      412.0,
      180.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-97",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      15.0,
      569.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      215.0,
      411.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-98",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      15.0,
      599.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s1"
    }
   },
   {
    "box": {
     "id": "obj-99",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      105.0,
      569.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      350.0,
      411.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-100",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      105.0,
      599.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s2"
    }
   },
   {
    "box": {
     "id": "obj-101",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      195.0,
      569.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      485.0,
      411.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-102",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      195.0,
      599.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s3"
    }
   },
   {
    "box": {
     "id": "obj-103",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      285.0,
      569.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      620.0,
      411.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-104",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      285.0,
      599.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s4"
    }
   },
   {
    "box": {
     "id": "obj-105",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      400.0,
      631.0,
      271.8,
      22.0
     ],
     "text": "/modulate pan:0:1 signal $2 @depth $1 @row $2",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-106",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      585.0,
      694.0,
      185.0,
      20.0
     ],
     "text": "place, to the right",
     "presentation": 1,
     "presentation_rect": [
      25.0,
      440.0,
      180.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-107",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      400.0,
      569.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      215.0,
      439.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-108",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      400.0,
      599.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s1"
    }
   },
   {
    "box": {
     "id": "obj-109",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      490.0,
      569.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      350.0,
      439.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-110",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      490.0,
      599.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s2"
    }
   },
   {
    "box": {
     "id": "obj-111",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      580.0,
      569.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      485.0,
      439.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-112",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      580.0,
      599.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s3"
    }
   },
   {
    "box": {
     "id": "obj-113",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      670.0,
      569.0,
      85.0,
      20.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      620.0,
      439.0,
      85.0,
      22.0
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
      1.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-114",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      670.0,
      599.0,
      66.6,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "append s4"
    }
   },
   {
    "box": {
     "id": "obj-115",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      480.0,
      730.0,
      50.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      430.0,
      540.0,
      60.0,
      22.0
     ],
     "minimum": 0.5,
     "maximum": 600.0,
     "parameter_enable": 0,
     "numdecimalplaces": 2
    }
   },
   {
    "box": {
     "id": "obj-116",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      480.0,
      765.0,
      58.6,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      430.0,
      500.0,
      100.0,
      26.0
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
     "text": "Answer"
    }
   },
   {
    "box": {
     "id": "obj-117",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      560.0,
      765.0,
      30.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "f 8."
    }
   },
   {
    "box": {
     "id": "obj-118",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      480.0,
      800.0,
      146.2,
      22.0
     ],
     "text": "/synthesize @duration $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-119",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      560.0,
      730.0,
      75.3,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "loadmess 8."
    }
   },
   {
    "box": {
     "id": "obj-120",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      640.0,
      765.0,
      110.0,
      20.0
     ],
     "text": "seconds",
     "presentation": 1,
     "presentation_rect": [
      495.0,
      542.0,
      80.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-121",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      410.0,
      840.0,
      360.0,
      20.0
     ],
     "text": "It is moved as the last seconds would have moved it.",
     "presentation": 1,
     "presentation_rect": [
      430.0,
      600.0,
      330.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-122",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      80.0,
      719.0,
      140.0,
      20.0
     ],
     "text": "gss.player",
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
     "id": "obj-123",
     "maxclass": "bpatcher",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      60.0,
      740.0,
      160.0,
      40.0
     ],
     "name": "gss.player.maxpat",
     "bgmode": 0,
     "border": 0,
     "clickthrough": 0,
     "enablehscroll": 0,
     "enablevscroll": 0,
     "lockeddragscroll": 2,
     "viewvisibility": 1,
     "outlettype": [
      "signal",
      "bang"
     ],
     "offset": [
      0.0,
      0.0
     ],
     "presentation": 1,
     "presentation_rect": [
      25.0,
      494.0,
      360.0,
      120.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-124",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      260.0,
      719.0,
      140.0,
      20.0
     ],
     "text": "gss.out",
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
     "id": "obj-125",
     "maxclass": "bpatcher",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      240.0,
      740.0,
      160.0,
      40.0
     ],
     "name": "gss.out.maxpat",
     "bgmode": 0,
     "border": 0,
     "clickthrough": 0,
     "enablehscroll": 0,
     "enablevscroll": 0,
     "lockeddragscroll": 2,
     "viewvisibility": 1,
     "outlettype": [],
     "offset": [
      0.0,
      0.0
     ],
     "presentation": 1,
     "presentation_rect": [
      605.0,
      494.0,
      155.0,
      106.0
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
      12.0,
      166.0,
      12.0,
      834.0,
      24.5,
      834.0
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
      772.0,
      148.0,
      772.0,
      834.0,
      24.5,
      834.0
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
      871.0,
      4.0,
      871.0,
      4.0,
      81.0,
      69.5,
      81.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-17",
      1
     ],
     "destination": [
      "obj-18",
      0
     ],
     "midpoints": [
      65.0,
      213.0,
      24.5,
      213.0
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
      "obj-9",
      0
     ],
     "midpoints": [
      24.5,
      250.0,
      12.0,
      250.0,
      12.0,
      834.0,
      24.5,
      834.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-19",
      1
     ],
     "destination": [
      "obj-20",
      0
     ],
     "midpoints": [
      195.0,
      213.0,
      134.5,
      213.0
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
      "obj-9",
      0
     ],
     "midpoints": [
      134.5,
      250.0,
      12.0,
      250.0,
      12.0,
      834.0,
      24.5,
      834.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-22",
      1
     ],
     "destination": [
      "obj-23",
      0
     ],
     "midpoints": [
      355.0,
      213.0,
      294.5,
      213.0
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
      "obj-9",
      0
     ],
     "midpoints": [
      294.5,
      250.0,
      12.0,
      250.0,
      12.0,
      834.0,
      24.5,
      834.0
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
      515.0,
      213.0,
      454.5,
      213.0
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
      "obj-9",
      0
     ],
     "midpoints": [
      454.5,
      250.0,
      12.0,
      250.0,
      12.0,
      834.0,
      24.5,
      834.0
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
      "obj-29",
      0
     ],
     "midpoints": [
      675.0,
      213.0,
      614.5,
      213.0
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
      "obj-9",
      0
     ],
     "midpoints": [
      614.5,
      250.0,
      12.0,
      250.0,
      12.0,
      834.0,
      24.5,
      834.0
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
      "obj-35",
      0
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
      "obj-40",
      0
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
      "obj-35",
      0
     ],
     "midpoints": [
      114.5,
      328.0,
      24.5,
      328.0
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
      "obj-35",
      0
     ],
     "midpoints": [
      204.5,
      328.0,
      24.5,
      328.0
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
      "obj-35",
      0
     ],
     "midpoints": [
      294.5,
      328.0,
      24.5,
      328.0
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
      "obj-9",
      0
     ],
     "midpoints": [
      24.5,
      365.0,
      12.0,
      365.0,
      12.0,
      834.0,
      24.5,
      834.0
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
      "obj-45",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-49",
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
      "obj-50",
      0
     ],
     "destination": [
      "obj-45",
      0
     ],
     "midpoints": [
      499.5,
      328.0,
      409.5,
      328.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-51",
      0
     ],
     "destination": [
      "obj-52",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-52",
      0
     ],
     "destination": [
      "obj-45",
      0
     ],
     "midpoints": [
      589.5,
      328.0,
      409.5,
      328.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-53",
      0
     ],
     "destination": [
      "obj-54",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-54",
      0
     ],
     "destination": [
      "obj-45",
      0
     ],
     "midpoints": [
      679.5,
      328.0,
      409.5,
      328.0
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
      "obj-9",
      0
     ],
     "midpoints": [
      409.5,
      365.0,
      12.0,
      365.0,
      12.0,
      834.0,
      24.5,
      834.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-57",
      0
     ],
     "destination": [
      "obj-58",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-58",
      0
     ],
     "destination": [
      "obj-55",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-59",
      0
     ],
     "destination": [
      "obj-60",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-60",
      0
     ],
     "destination": [
      "obj-55",
      0
     ],
     "midpoints": [
      114.5,
      426.0,
      24.5,
      426.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-61",
      0
     ],
     "destination": [
      "obj-62",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-62",
      0
     ],
     "destination": [
      "obj-55",
      0
     ],
     "midpoints": [
      204.5,
      426.0,
      24.5,
      426.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-63",
      0
     ],
     "destination": [
      "obj-64",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-64",
      0
     ],
     "destination": [
      "obj-55",
      0
     ],
     "midpoints": [
      294.5,
      426.0,
      24.5,
      426.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-55",
      0
     ],
     "destination": [
      "obj-9",
      0
     ],
     "midpoints": [
      24.5,
      463.0,
      12.0,
      463.0,
      12.0,
      834.0,
      24.5,
      834.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-67",
      0
     ],
     "destination": [
      "obj-68",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-68",
      0
     ],
     "destination": [
      "obj-65",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-69",
      0
     ],
     "destination": [
      "obj-70",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-70",
      0
     ],
     "destination": [
      "obj-65",
      0
     ],
     "midpoints": [
      499.5,
      426.0,
      409.5,
      426.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-71",
      0
     ],
     "destination": [
      "obj-72",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-72",
      0
     ],
     "destination": [
      "obj-65",
      0
     ],
     "midpoints": [
      589.5,
      426.0,
      409.5,
      426.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-73",
      0
     ],
     "destination": [
      "obj-74",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-74",
      0
     ],
     "destination": [
      "obj-65",
      0
     ],
     "midpoints": [
      679.5,
      426.0,
      409.5,
      426.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-65",
      0
     ],
     "destination": [
      "obj-9",
      0
     ],
     "midpoints": [
      409.5,
      463.0,
      12.0,
      463.0,
      12.0,
      834.0,
      24.5,
      834.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-77",
      0
     ],
     "destination": [
      "obj-78",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-78",
      0
     ],
     "destination": [
      "obj-75",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-79",
      0
     ],
     "destination": [
      "obj-80",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-80",
      0
     ],
     "destination": [
      "obj-75",
      0
     ],
     "midpoints": [
      114.5,
      524.0,
      24.5,
      524.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-81",
      0
     ],
     "destination": [
      "obj-82",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-82",
      0
     ],
     "destination": [
      "obj-75",
      0
     ],
     "midpoints": [
      204.5,
      524.0,
      24.5,
      524.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-83",
      0
     ],
     "destination": [
      "obj-84",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-84",
      0
     ],
     "destination": [
      "obj-75",
      0
     ],
     "midpoints": [
      294.5,
      524.0,
      24.5,
      524.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-75",
      0
     ],
     "destination": [
      "obj-9",
      0
     ],
     "midpoints": [
      24.5,
      561.0,
      12.0,
      561.0,
      12.0,
      834.0,
      24.5,
      834.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-87",
      0
     ],
     "destination": [
      "obj-88",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-88",
      0
     ],
     "destination": [
      "obj-85",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-89",
      0
     ],
     "destination": [
      "obj-90",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-90",
      0
     ],
     "destination": [
      "obj-85",
      0
     ],
     "midpoints": [
      499.5,
      524.0,
      409.5,
      524.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-91",
      0
     ],
     "destination": [
      "obj-92",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-92",
      0
     ],
     "destination": [
      "obj-85",
      0
     ],
     "midpoints": [
      589.5,
      524.0,
      409.5,
      524.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-93",
      0
     ],
     "destination": [
      "obj-94",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-94",
      0
     ],
     "destination": [
      "obj-85",
      0
     ],
     "midpoints": [
      679.5,
      524.0,
      409.5,
      524.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-85",
      0
     ],
     "destination": [
      "obj-9",
      0
     ],
     "midpoints": [
      409.5,
      561.0,
      12.0,
      561.0,
      12.0,
      834.0,
      24.5,
      834.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-97",
      0
     ],
     "destination": [
      "obj-98",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-98",
      0
     ],
     "destination": [
      "obj-95",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-99",
      0
     ],
     "destination": [
      "obj-100",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-100",
      0
     ],
     "destination": [
      "obj-95",
      0
     ],
     "midpoints": [
      114.5,
      622.0,
      24.5,
      622.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-101",
      0
     ],
     "destination": [
      "obj-102",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-102",
      0
     ],
     "destination": [
      "obj-95",
      0
     ],
     "midpoints": [
      204.5,
      622.0,
      24.5,
      622.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-103",
      0
     ],
     "destination": [
      "obj-104",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-104",
      0
     ],
     "destination": [
      "obj-95",
      0
     ],
     "midpoints": [
      294.5,
      622.0,
      24.5,
      622.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-95",
      0
     ],
     "destination": [
      "obj-9",
      0
     ],
     "midpoints": [
      24.5,
      659.0,
      12.0,
      659.0,
      12.0,
      834.0,
      24.5,
      834.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-107",
      0
     ],
     "destination": [
      "obj-108",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-108",
      0
     ],
     "destination": [
      "obj-105",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-109",
      0
     ],
     "destination": [
      "obj-110",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-110",
      0
     ],
     "destination": [
      "obj-105",
      0
     ],
     "midpoints": [
      499.5,
      622.0,
      409.5,
      622.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-111",
      0
     ],
     "destination": [
      "obj-112",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-112",
      0
     ],
     "destination": [
      "obj-105",
      0
     ],
     "midpoints": [
      589.5,
      622.0,
      409.5,
      622.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-113",
      0
     ],
     "destination": [
      "obj-114",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-114",
      0
     ],
     "destination": [
      "obj-105",
      0
     ],
     "midpoints": [
      679.5,
      622.0,
      409.5,
      622.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-105",
      0
     ],
     "destination": [
      "obj-9",
      0
     ],
     "midpoints": [
      409.5,
      659.0,
      12.0,
      659.0,
      12.0,
      834.0,
      24.5,
      834.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-119",
      0
     ],
     "destination": [
      "obj-115",
      0
     ],
     "midpoints": [
      569.5,
      758.0,
      532.0,
      758.0,
      532.0,
      721.0,
      489.5,
      721.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-115",
      0
     ],
     "destination": [
      "obj-117",
      1
     ],
     "midpoints": [
      489.5,
      761.0,
      580.5,
      761.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-116",
      0
     ],
     "destination": [
      "obj-117",
      0
     ],
     "midpoints": [
      489.5,
      796.0,
      540.0,
      796.0,
      540.0,
      753.0,
      569.5,
      753.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-117",
      0
     ],
     "destination": [
      "obj-118",
      0
     ],
     "midpoints": [
      569.5,
      788.0,
      489.5,
      788.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-118",
      0
     ],
     "destination": [
      "obj-9",
      0
     ],
     "midpoints": [
      489.5,
      825.0,
      24.5,
      825.0
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
      "obj-123",
      0
     ],
     "midpoints": [
      69.5,
      118.0,
      4.0,
      118.0,
      4.0,
      731.0,
      69.5,
      731.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-123",
      0
     ],
     "destination": [
      "obj-125",
      0
     ],
     "midpoints": [
      69.5,
      786.0,
      220.0,
      786.0,
      220.0,
      731.0,
      249.5,
      731.0
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
