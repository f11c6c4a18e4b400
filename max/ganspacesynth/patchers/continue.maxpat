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
   665.0
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
  "description": "A machine that listens, and plays on.",
  "digest": "A machine that listens, and plays on.",
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
     "text": "continue",
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
     "text": "A machine that listens, and plays on.",
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
     "text": "1  wait for the green light      2  choose a mode      3  press Play with me, and play",
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
      73.3,
      22.0
     ],
     "text": "/bank_open",
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
      628.0,
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
      629.0,
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
      390.0,
      110.0
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
      719.66,
      30.0,
      35.34,
      20.0
     ],
     "text": "Play",
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
      415.0,
      112.0,
      350.0,
      110.0
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
      664.304,
      50.0,
      90.696,
      20.0
     ],
     "text": "What is played",
     "fontface": 1,
     "textcolor": [
      0.16,
      0.18,
      0.2,
      1.0
     ],
     "presentation": 1,
     "presentation_rect": [
      423.0,
      117.0,
      300.0,
      20.0
     ]
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
      230.0,
      750.0,
      90.0
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
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      661.652,
      70.0,
      93.348,
      20.0
     ],
     "text": "How it answers",
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
      235.0,
      300.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-17",
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
      15.0,
      328.0,
      750.0,
      320.0
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
     "id": "obj-18",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      530.216,
      90.0,
      224.784,
      20.0
     ],
     "text": "What its choice looked at, head by head",
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
      333.0,
      300.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "newobj",
     "numinlets": 5,
     "numoutlets": 5,
     "patching_rect": [
      60.0,
      190.0,
      264.8,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "",
      "",
      ""
     ],
     "text": "route /bank /bank_heard /bank_chose /attention"
    }
   },
   {
    "box": {
     "id": "obj-20",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      60.0,
      335.0,
      264.1,
      22.0
     ],
     "text": "/listen device, /bank_speaker, /bank_attention 1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-21",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      410.0,
      190.0,
      86.6,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      25.0,
      142.0,
      170.0,
      34.0
     ],
     "bgcolor": [
      0.55,
      0.57,
      0.58,
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
     "mode": 1,
     "texton": "Stop",
     "bgoncolor": [
      0.82,
      0.42,
      0.16,
      1.0
     ],
     "textoncolor": [
      1.0,
      1.0,
      1.0,
      1.0
     ],
     "text": "Play with me"
    }
   },
   {
    "box": {
     "id": "obj-22",
     "maxclass": "newobj",
     "numinlets": 3,
     "numoutlets": 3,
     "patching_rect": [
      410.0,
      230.0,
      46.0,
      22.0
     ],
     "outlettype": [
      "",
      "",
      ""
     ],
     "text": "sel 1 0"
    }
   },
   {
    "box": {
     "id": "obj-23",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      410.0,
      270.0,
      70.0,
      22.0
     ],
     "text": "/bank_start",
     "outlettype": [
      ""
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
      500.0,
      270.0,
      69.3,
      22.0
     ],
     "text": "/bank_stop",
     "outlettype": [
      ""
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
      610.0,
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
      148.0,
      90.0,
      22.0
     ],
     "items": [
      "call",
      ",",
      "continue",
      ",",
      "shadow"
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
      610.0,
      225.0,
      93.3,
      22.0
     ],
     "text": "/bank_mode $1",
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
      610.0,
      262.0,
      91.3,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      308.0,
      148.0,
      90.0,
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
     "text": "Other bank ..."
    }
   },
   {
    "box": {
     "id": "obj-28",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      610.0,
      296.0,
      92.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "opendialog fold"
    }
   },
   {
    "box": {
     "id": "obj-29",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      610.0,
      332.0,
      90.0,
      22.0
     ],
     "text": "/bank_open $1",
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
      235.0,
      218.0,
      150.0,
      20.0
     ],
     "text": "MIDI keys are heard, too",
     "presentation": 1,
     "presentation_rect": [
      25.0,
      190.0,
      260.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-31",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      235.0,
      244.0,
      45.0,
      22.0
     ],
     "outlettype": [
      "",
      "",
      ""
     ],
     "text": "notein"
    }
   },
   {
    "box": {
     "id": "obj-32",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      235.0,
      275.0,
      47.9,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "pack i i"
    }
   },
   {
    "box": {
     "id": "obj-33",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      235.0,
      306.0,
      103.3,
      22.0
     ],
     "text": "/bank_note $1 $2",
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
      60.0,
      230.0,
      49.3,
      22.0
     ],
     "outlettype": [
      "anything",
      "list"
     ],
     "text": "zl.nth 4"
    }
   },
   {
    "box": {
     "id": "obj-35",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      60.0,
      265.0,
      50.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      520.0,
      142.0,
      70.0,
      22.0
     ],
     "parameter_enable": 0,
     "numdecimalplaces": 2
    }
   },
   {
    "box": {
     "id": "obj-36",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      60.0,
      292.0,
      76.0,
      20.0
     ],
     "text": "heard pitch",
     "presentation": 1,
     "presentation_rect": [
      425.0,
      144.0,
      90.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-37",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      140.0,
      230.0,
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
     "id": "obj-38",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      140.0,
      265.0,
      50.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      520.0,
      178.0,
      70.0,
      22.0
     ],
     "parameter_enable": 0,
     "numdecimalplaces": 2
    }
   },
   {
    "box": {
     "id": "obj-39",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      140.0,
      292.0,
      76.0,
      20.0
     ],
     "text": "its answer",
     "presentation": 1,
     "presentation_rect": [
      425.0,
      180.0,
      90.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-40",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      60.0,
      410.0,
      50.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      25.0,
      285.0,
      65.0,
      22.0
     ],
     "parameter_enable": 0,
     "numdecimalplaces": 2
    }
   },
   {
    "box": {
     "id": "obj-41",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      114.0,
      412.0,
      84.0,
      20.0
     ],
     "text": "gate",
     "presentation": 1,
     "presentation_rect": [
      25.0,
      260.0,
      110.0,
      20.0
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
      60.0,
      375.0,
      102.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "loadmess set -50"
    }
   },
   {
    "box": {
     "id": "obj-43",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      60.0,
      448.0,
      106.0,
      22.0
     ],
     "text": "/bank_set gate $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-44",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      202.0,
      410.0,
      50.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      173.0,
      285.0,
      65.0,
      22.0
     ],
     "parameter_enable": 0,
     "numdecimalplaces": 2
    }
   },
   {
    "box": {
     "id": "obj-45",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      256.0,
      412.0,
      84.0,
      20.0
     ],
     "text": "hold",
     "presentation": 1,
     "presentation_rect": [
      173.0,
      260.0,
      110.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-46",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      202.0,
      375.0,
      108.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "loadmess set 0.05"
    }
   },
   {
    "box": {
     "id": "obj-47",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      202.0,
      448.0,
      105.3,
      22.0
     ],
     "text": "/bank_set hold $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-48",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      344.0,
      410.0,
      50.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      321.0,
      285.0,
      65.0,
      22.0
     ],
     "parameter_enable": 0,
     "numdecimalplaces": 2
    }
   },
   {
    "box": {
     "id": "obj-49",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      398.0,
      412.0,
      84.0,
      20.0
     ],
     "text": "wait",
     "presentation": 1,
     "presentation_rect": [
      321.0,
      260.0,
      110.0,
      20.0
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
      344.0,
      375.0,
      108.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "loadmess set 0.04"
    }
   },
   {
    "box": {
     "id": "obj-51",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      344.0,
      448.0,
      104.0,
      22.0
     ],
     "text": "/bank_set wait $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-52",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      486.0,
      410.0,
      50.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      469.0,
      285.0,
      65.0,
      22.0
     ],
     "parameter_enable": 0,
     "numdecimalplaces": 2
    }
   },
   {
    "box": {
     "id": "obj-53",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      540.0,
      412.0,
      84.0,
      20.0
     ],
     "text": "length",
     "presentation": 1,
     "presentation_rect": [
      469.0,
      260.0,
      110.0,
      20.0
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
      486.0,
      375.0,
      91.3,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "loadmess set 8"
    }
   },
   {
    "box": {
     "id": "obj-55",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      486.0,
      448.0,
      115.3,
      22.0
     ],
     "text": "/bank_set length $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-56",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      628.0,
      410.0,
      50.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      617.0,
      285.0,
      65.0,
      22.0
     ],
     "parameter_enable": 0,
     "numdecimalplaces": 2
    }
   },
   {
    "box": {
     "id": "obj-57",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      682.0,
      412.0,
      84.0,
      20.0
     ],
     "text": "temperature",
     "presentation": 1,
     "presentation_rect": [
      617.0,
      260.0,
      110.0,
      20.0
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
      628.0,
      375.0,
      91.3,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "loadmess set 1"
    }
   },
   {
    "box": {
     "id": "obj-59",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      628.0,
      448.0,
      147.3,
      22.0
     ],
     "text": "/bank_set temperature $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-60",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      60.0,
      490.0,
      56.6,
      22.0
     ],
     "outlettype": [
      "list",
      "list"
     ],
     "text": "zl.slice 1"
    }
   },
   {
    "box": {
     "id": "obj-61",
     "maxclass": "newobj",
     "numinlets": 5,
     "numoutlets": 5,
     "patching_rect": [
      60.0,
      522.0,
      78.0,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "",
      "",
      ""
     ],
     "text": "route 1 2 3 4"
    }
   },
   {
    "box": {
     "id": "obj-62",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      60.0,
      556.0,
      56.6,
      22.0
     ],
     "outlettype": [
      "list",
      "list"
     ],
     "text": "zl.slice 1"
    }
   },
   {
    "box": {
     "id": "obj-63",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      90.0,
      592.0,
      60.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      25.0,
      356.0,
      358.0,
      136.0
     ],
     "parameter_enable": 0,
     "size": 32,
     "setminmax": [
      0.0,
      1.0
     ],
     "setstyle": 1,
     "settype": 1,
     "ignoreclick": 1
    }
   },
   {
    "box": {
     "id": "obj-64",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      220.0,
      556.0,
      56.6,
      22.0
     ],
     "outlettype": [
      "list",
      "list"
     ],
     "text": "zl.slice 1"
    }
   },
   {
    "box": {
     "id": "obj-65",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      250.0,
      592.0,
      60.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      395.0,
      356.0,
      358.0,
      136.0
     ],
     "parameter_enable": 0,
     "size": 32,
     "setminmax": [
      0.0,
      1.0
     ],
     "setstyle": 1,
     "settype": 1,
     "ignoreclick": 1
    }
   },
   {
    "box": {
     "id": "obj-66",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      380.0,
      556.0,
      56.6,
      22.0
     ],
     "outlettype": [
      "list",
      "list"
     ],
     "text": "zl.slice 1"
    }
   },
   {
    "box": {
     "id": "obj-67",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      410.0,
      592.0,
      60.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      25.0,
      500.0,
      358.0,
      136.0
     ],
     "parameter_enable": 0,
     "size": 32,
     "setminmax": [
      0.0,
      1.0
     ],
     "setstyle": 1,
     "settype": 1,
     "ignoreclick": 1
    }
   },
   {
    "box": {
     "id": "obj-68",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      540.0,
      556.0,
      56.6,
      22.0
     ],
     "outlettype": [
      "list",
      "list"
     ],
     "text": "zl.slice 1"
    }
   },
   {
    "box": {
     "id": "obj-69",
     "maxclass": "multislider",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      570.0,
      592.0,
      60.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      395.0,
      500.0,
      358.0,
      136.0
     ],
     "parameter_enable": 0,
     "size": 32,
     "setminmax": [
      0.0,
      1.0
     ],
     "setstyle": 1,
     "settype": 1,
     "ignoreclick": 1
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
      160.0,
      24.5,
      160.0
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
      656.0,
      44.0,
      656.0,
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
      "obj-19",
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
      69.5,
      218.0,
      60.0,
      218.0,
      60.0,
      326.0,
      69.5,
      326.0
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
      69.5,
      363.0,
      24.5,
      363.0
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
      "obj-22",
      0
     ],
     "destination": [
      "obj-23",
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
      "obj-9",
      0
     ],
     "midpoints": [
      419.5,
      298.0,
      340.0,
      298.0,
      340.0,
      619.0,
      24.5,
      619.0
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
      "obj-24",
      0
     ],
     "midpoints": [
      433.0,
      252.0,
      509.5,
      252.0
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
      "obj-9",
      0
     ],
     "midpoints": [
      509.5,
      298.0,
      340.0,
      298.0,
      340.0,
      619.0,
      24.5,
      619.0
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
      660.0,
      213.0,
      619.5,
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
      619.5,
      256.0,
      340.0,
      256.0,
      340.0,
      616.0,
      24.5,
      616.0
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
      "obj-29",
      0
     ],
     "destination": [
      "obj-9",
      0
     ],
     "midpoints": [
      619.5,
      360.0,
      24.5,
      360.0
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
      1
     ],
     "midpoints": [
      257.5,
      266.0,
      273.4,
      266.0
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
      "obj-33",
      0
     ],
     "destination": [
      "obj-9",
      0
     ],
     "midpoints": [
      244.5,
      334.0,
      24.5,
      334.0
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
      "obj-34",
      0
     ],
     "midpoints": [
      130.9,
      212.0,
      69.5,
      212.0
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
      "obj-19",
      2
     ],
     "destination": [
      "obj-37",
      0
     ],
     "midpoints": [
      192.4,
      212.0,
      149.5,
      212.0
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
      "obj-42",
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
      "obj-9",
      0
     ],
     "midpoints": [
      69.5,
      476.0,
      24.5,
      476.0
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
      "obj-47",
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
      "obj-9",
      0
     ],
     "midpoints": [
      211.5,
      476.0,
      24.5,
      476.0
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
      "obj-51",
      0
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
      "obj-9",
      0
     ],
     "midpoints": [
      353.5,
      476.0,
      24.5,
      476.0
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
      "obj-55",
      0
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
      495.5,
      476.0,
      24.5,
      476.0
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
      "obj-56",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-56",
      0
     ],
     "destination": [
      "obj-59",
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
      "obj-9",
      0
     ],
     "midpoints": [
      637.5,
      476.0,
      24.5,
      476.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-19",
      3
     ],
     "destination": [
      "obj-60",
      0
     ],
     "midpoints": [
      253.9,
      218.0,
      484.0,
      218.0,
      484.0,
      481.0,
      69.5,
      481.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-60",
      1
     ],
     "destination": [
      "obj-61",
      0
     ],
     "midpoints": [
      107.1,
      513.0,
      69.5,
      513.0
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
      1
     ],
     "destination": [
      "obj-63",
      0
     ],
     "midpoints": [
      107.1,
      580.0,
      99.5,
      580.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-61",
      1
     ],
     "destination": [
      "obj-64",
      0
     ],
     "midpoints": [
      84.2,
      544.0,
      229.5,
      544.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-64",
      1
     ],
     "destination": [
      "obj-65",
      0
     ],
     "midpoints": [
      267.1,
      580.0,
      259.5,
      580.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-61",
      2
     ],
     "destination": [
      "obj-66",
      0
     ],
     "midpoints": [
      99.0,
      547.0,
      389.5,
      547.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-66",
      1
     ],
     "destination": [
      "obj-67",
      0
     ],
     "midpoints": [
      427.1,
      580.0,
      419.5,
      580.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-61",
      3
     ],
     "destination": [
      "obj-68",
      0
     ],
     "midpoints": [
      113.8,
      550.0,
      549.5,
      550.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-68",
      1
     ],
     "destination": [
      "obj-69",
      0
     ],
     "midpoints": [
      587.1,
      580.0,
      579.5,
      580.0
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
