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
   490.0
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
  "description": "A walk through random points of the space.",
  "digest": "A walk through random points of the space.",
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
     "text": "gansynth_hallucination",
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
     "text": "A walk through random points of the space.",
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
     "text": "1  wait for the green light      2  switch the sound on (below, right)      3  press Hallucinate      4  save it",
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
      55.3,
      22.0
     ],
     "text": "/settings",
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
      453.0,
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
      454.0,
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
      218.0
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
      694.988,
      30.0,
      60.012,
      20.0
     ],
     "text": "The walk",
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
      218.0
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
      620.948,
      50.0,
      134.05200000000002,
      20.0
     ],
     "text": "How sounds are joined",
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
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      80.0,
      204.0,
      140.0,
      20.0
     ],
     "text": "gss.settings",
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
     "id": "obj-16",
     "maxclass": "bpatcher",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      60.0,
      225.0,
      160.0,
      40.0
     ],
     "name": "gss.settings.maxpat",
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
      424.0,
      142.0,
      336.0,
      108.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-17",
     "maxclass": "number",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      235.0,
      225.0,
      50.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      130.0,
      142.0,
      60.0,
      22.0
     ],
     "minimum": 2,
     "maximum": 1000,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-18",
     "maxclass": "number",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      340.0,
      225.0,
      50.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      130.0,
      174.0,
      80.0,
      22.0
     ],
     "minimum": 0,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "number",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      445.0,
      225.0,
      50.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      130.0,
      206.0,
      60.0,
      22.0
     ],
     "minimum": 0,
     "maximum": 127,
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-20",
     "maxclass": "newobj",
     "numinlets": 4,
     "numoutlets": 1,
     "patching_rect": [
      235.0,
      290.0,
      94.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "pak 6 1 60 clips"
    }
   },
   {
    "box": {
     "id": "obj-21",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      410.0,
      330.0,
      39.9,
      22.0
     ],
     "outlettype": [
      "list",
      "inactive"
     ],
     "text": "zl.reg"
    }
   },
   {
    "box": {
     "id": "obj-22",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      235.0,
      185.0,
      72.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "loadmess 6"
    }
   },
   {
    "box": {
     "id": "obj-23",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      290.0,
      227.0,
      42.0,
      20.0
     ],
     "text": "points",
     "presentation": 1,
     "presentation_rect": [
      25.0,
      144.0,
      100.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-24",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      340.0,
      185.0,
      72.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "loadmess 1"
    }
   },
   {
    "box": {
     "id": "obj-25",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      395.0,
      227.0,
      42.0,
      20.0
     ],
     "text": "seed",
     "presentation": 1,
     "presentation_rect": [
      25.0,
      176.0,
      100.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-26",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      445.0,
      185.0,
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
     "id": "obj-27",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      500.0,
      227.0,
      42.0,
      20.0
     ],
     "text": "pitch",
     "presentation": 1,
     "presentation_rect": [
      25.0,
      208.0,
      100.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-28",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      550.0,
      180.0,
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
      220.0,
      174.0,
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
     "text": "Another"
    }
   },
   {
    "box": {
     "id": "obj-29",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      550.0,
      215.0,
      101.3,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "random 1000000"
    }
   },
   {
    "box": {
     "id": "obj-30",
     "maxclass": "umenu",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      670.0,
      225.0,
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
      130.0,
      238.0,
      100.0,
      22.0
     ],
     "items": [
      "clips",
      ",",
      "continuous"
     ],
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-31",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      670.0,
      195.0,
      38.6,
      20.0
     ],
     "text": "form",
     "presentation": 1,
     "presentation_rect": [
      25.0,
      240.0,
      100.0,
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
      410.0,
      425.0,
      350.0,
      20.0
     ],
     "text": "clips lie over each other; continuous is one unbroken sound",
     "presentation": 1,
     "presentation_rect": [
      25.0,
      272.0,
      370.0,
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
      410.0,
      450.0,
      350.0,
      20.0
     ],
     "text": "the same seed and settings make the same walk",
     "presentation": 1,
     "presentation_rect": [
      25.0,
      296.0,
      370.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-34",
     "maxclass": "umenu",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      235.0,
      410.0,
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
      295.0,
      206.0,
      100.0,
      22.0
     ],
     "items": [
      "default",
      ",",
      "ambient",
      ",",
      "bells",
      ",",
      "drone",
      ",",
      "plucked",
      ",",
      "rhythm",
      ",",
      "slow"
     ],
     "parameter_enable": 0
    }
   },
   {
    "box": {
     "id": "obj-35",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      340.0,
      411.0,
      62.0,
      20.0
     ],
     "text": "in a style",
     "presentation": 1,
     "presentation_rect": [
      220.0,
      208.0,
      70.0,
      20.0
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
      235.0,
      445.0,
      128.2,
      22.0
     ],
     "text": "/hallucinate @style $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-37",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      410.0,
      290.0,
      78.0,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      423.0,
      348.0,
      170.0,
      34.0
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
     "text": "Hallucinate"
    }
   },
   {
    "box": {
     "id": "obj-38",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      650.0,
      290.0,
      43.3,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      423.0,
      390.0,
      82.0,
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
     "text": "Stop"
    }
   },
   {
    "box": {
     "id": "obj-39",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      540.0,
      290.0,
      90.0,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      511.0,
      390.0,
      82.0,
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
     "text": "Save WAV ..."
    }
   },
   {
    "box": {
     "id": "obj-40",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      410.0,
      375.0,
      304.8,
      22.0
     ],
     "text": "/hallucinate @notes $1 @seed $2 @pitch $3 @form $4",
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
      710.0,
      325.0,
      48.6,
      22.0
     ],
     "text": "/cancel",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-42",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      540.0,
      325.0,
      106.6,
      22.0
     ],
     "outlettype": [
      "",
      "",
      ""
     ],
     "text": "savedialog WAVE"
    }
   },
   {
    "box": {
     "id": "obj-43",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      235.0,
      375.0,
      108.2,
      22.0
     ],
     "text": "/save $1 @force 1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-44",
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
      338.0,
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
     "id": "obj-45",
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
      338.0,
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
     "id": "obj-46",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      80.0,
      289.0,
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
     "id": "obj-47",
     "maxclass": "bpatcher",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      60.0,
      310.0,
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
      348.0,
      360.0,
      120.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-48",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      80.0,
      369.0,
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
     "id": "obj-49",
     "maxclass": "bpatcher",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      60.0,
      390.0,
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
      348.0,
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
      772.0,
      148.0,
      772.0,
      444.0,
      24.5,
      444.0
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
      481.0,
      52.0,
      481.0,
      52.0,
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
      "obj-16",
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
      "obj-22",
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
      "obj-20",
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
      "obj-20",
      1
     ],
     "midpoints": [
      349.5,
      253.0,
      269.5,
      253.0
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
      2
     ],
     "midpoints": [
      454.5,
      256.0,
      294.5,
      256.0
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
      "obj-18",
      0
     ],
     "midpoints": [
      559.5,
      243.0,
      548.0,
      243.0,
      548.0,
      216.0,
      349.5,
      216.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-30",
      1
     ],
     "destination": [
      "obj-20",
      3
     ],
     "midpoints": [
      720.0,
      259.0,
      319.5,
      259.0
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
      1
     ],
     "midpoints": [
      244.5,
      312.0,
      440.4,
      312.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-34",
      1
     ],
     "destination": [
      "obj-36",
      0
     ],
     "midpoints": [
      285.0,
      433.0,
      244.5,
      433.0
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
      "obj-9",
      0
     ],
     "midpoints": [
      244.5,
      473.0,
      44.0,
      473.0,
      44.0,
      444.0,
      24.5,
      444.0
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
      "obj-21",
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
      "obj-9",
      0
     ],
     "midpoints": [
      419.5,
      403.0,
      220.0,
      403.0,
      220.0,
      444.0,
      24.5,
      444.0
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
      "obj-41",
      0
     ],
     "midpoints": [
      659.5,
      313.0,
      719.5,
      313.0
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
      "obj-9",
      0
     ],
     "midpoints": [
      719.5,
      356.0,
      24.5,
      356.0
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
     ],
     "midpoints": [
      549.5,
      353.0,
      244.5,
      353.0
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
      244.5,
      403.0,
      220.0,
      403.0,
      220.0,
      444.0,
      24.5,
      444.0
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
      "obj-47",
      0
     ],
     "midpoints": [
      69.5,
      118.0,
      60.0,
      118.0,
      60.0,
      301.0,
      69.5,
      301.0
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
      "obj-49",
      0
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
