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
   745.0
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
  "description": "Sounds step by step, and the way between.",
  "digest": "Sounds step by step, and the way between.",
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
     "text": "hallu",
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
     "text": "Sounds step by step, and the way between.",
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
     "text": "1  wait for the green light      2  switch the sound on (below, right)      3  press Preview      4  Generate",
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
      174.7,
      22.0
     ],
     "text": "/directions, /step, /psi, /settings",
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
      708.0,
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
      709.0,
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
      92.0
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
      712.316,
      30.0,
      42.684,
      20.0
     ],
     "text": "Steps",
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
      212.0,
      390.0,
      180.0
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
      694.316,
      50.0,
      60.684,
      20.0
     ],
     "text": "This step",
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
      217.0,
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
      415.0,
      212.0,
      350.0,
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
     "id": "obj-16",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      689.66,
      70.0,
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
      423.0,
      217.0,
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
      400.0,
      390.0,
      142.0
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
      649.628,
      90.0,
      105.372,
      20.0
     ],
     "text": "From step to step",
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
      405.0,
      300.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-19",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      765.0,
      95.0,
      10.0,
      10.0
     ],
     "outlettype": [],
     "presentation": 1,
     "presentation_rect": [
      15.0,
      550.0,
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
     "id": "obj-20",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      765.0,
      115.0,
      10.0,
      10.0
     ],
     "outlettype": [],
     "presentation": 1,
     "presentation_rect": [
      415.0,
      482.0,
      350.0,
      208.0
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
     "id": "obj-21",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      765.0,
      135.0,
      10.0,
      10.0
     ],
     "outlettype": [],
     "presentation": 1,
     "presentation_rect": [
      15.0,
      698.0,
      750.0,
      38.0
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
     "id": "obj-22",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      80.0,
      186.0,
      140.0,
      20.0
     ],
     "text": "gss.z",
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
     "id": "obj-23",
     "maxclass": "bpatcher",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      60.0,
      207.0,
      160.0,
      40.0
     ],
     "name": "gss.z.maxpat",
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
      25.0,
      238.0,
      370.0,
      50.0
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
      255.0,
      186.0,
      140.0,
      20.0
     ],
     "text": "gss.pitch",
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
     "id": "obj-25",
     "maxclass": "bpatcher",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      235.0,
      207.0,
      160.0,
      40.0
     ],
     "name": "gss.pitch.maxpat",
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
      25.0,
      298.0,
      370.0,
      88.0
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
      430.0,
      186.0,
      140.0,
      20.0
     ],
     "text": "gss.directions",
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
     "id": "obj-27",
     "maxclass": "bpatcher",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      410.0,
      207.0,
      160.0,
      40.0
     ],
     "name": "gss.directions.maxpat",
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
      418.0,
      238.0,
      345.0,
      232.0
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
      605.0,
      186.0,
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
     "id": "obj-29",
     "maxclass": "bpatcher",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      585.0,
      207.0,
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
      32.0,
      426.0,
      336.0,
      108.0
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
      220.0,
      677.0,
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
     "id": "obj-31",
     "maxclass": "bpatcher",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      200.0,
      698.0,
      160.0,
      40.0
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
     ],
     "presentation": 1,
     "presentation_rect": [
      28.0,
      706.0,
      730.0,
      22.0
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
      60.0,
      264.0,
      74.3,
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
      138.0,
      90.0,
      24.0
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
     "text": "< previous"
    }
   },
   {
    "box": {
     "id": "obj-33",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      60.0,
      294.0,
      88.6,
      22.0
     ],
     "text": "/step_previous",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-34",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      148.0,
      264.0,
      51.6,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      225.0,
      138.0,
      90.0,
      24.0
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
     "text": "next >"
    }
   },
   {
    "box": {
     "id": "obj-35",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      148.0,
      321.0,
      66.0,
      22.0
     ],
     "text": "/step_next",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-36",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      236.0,
      264.0,
      68.6,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      335.0,
      138.0,
      90.0,
      24.0
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
     "text": "Duplicate"
    }
   },
   {
    "box": {
     "id": "obj-37",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      236.0,
      294.0,
      63.3,
      22.0
     ],
     "text": "/step_add",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-38",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      324.0,
      264.0,
      84.0,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      431.0,
      138.0,
      90.0,
      24.0
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
     "text": "Add random"
    }
   },
   {
    "box": {
     "id": "obj-39",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      324.0,
      321.0,
      84.0,
      22.0
     ],
     "text": "/step_random",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-40",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      412.0,
      264.0,
      63.3,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      527.0,
      138.0,
      90.0,
      24.0
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
     "text": "Remove"
    }
   },
   {
    "box": {
     "id": "obj-41",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      412.0,
      294.0,
      83.3,
      22.0
     ],
     "text": "/step_remove",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-42",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      500.0,
      264.0,
      47.3,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      633.0,
      138.0,
      58.0,
      24.0
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
     "text": "Undo"
    }
   },
   {
    "box": {
     "id": "obj-43",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      500.0,
      321.0,
      40.6,
      22.0
     ],
     "text": "/undo",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-44",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      588.0,
      264.0,
      47.3,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      697.0,
      138.0,
      58.0,
      24.0
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
     "text": "Redo"
    }
   },
   {
    "box": {
     "id": "obj-45",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      588.0,
      294.0,
      37.9,
      22.0
     ],
     "text": "/redo",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-46",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      676.0,
      264.0,
      98.0,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      633.0,
      170.0,
      122.0,
      24.0
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
     "text": "New sequence"
    }
   },
   {
    "box": {
     "id": "obj-47",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      676.0,
      321.0,
      94.6,
      22.0
     ],
     "text": "/sequence_new",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-48",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      60.0,
      358.0,
      67.3,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "route /step"
    }
   },
   {
    "box": {
     "id": "obj-49",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 4,
     "patching_rect": [
      60.0,
      393.0,
      74.6,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "",
      ""
     ],
     "text": "unpack i i f f"
    }
   },
   {
    "box": {
     "id": "obj-50",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      60.0,
      428.0,
      30.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "+ 1"
    }
   },
   {
    "box": {
     "id": "obj-51",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      60.0,
      463.0,
      148.7,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "sprintf set step %ld of %ld"
    }
   },
   {
    "box": {
     "id": "obj-52",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      60.0,
      498.0,
      120.0,
      20.0
     ],
     "text": "step 1 of 1",
     "presentation": 1,
     "presentation_rect": [
      125.0,
      141.0,
      95.0,
      20.0
     ],
     "fontface": 1
    }
   },
   {
    "box": {
     "id": "obj-53",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      230.0,
      428.0,
      30.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "- 1"
    }
   },
   {
    "box": {
     "id": "obj-54",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      330.0,
      428.0,
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
     "id": "obj-55",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      430.0,
      428.0,
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
     "id": "obj-56",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      330.0,
      463.0,
      30.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "- 1"
    }
   },
   {
    "box": {
     "id": "obj-57",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      330.0,
      498.0,
      72.6,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "maximum 0"
    }
   },
   {
    "box": {
     "id": "obj-58",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      430.0,
      463.0,
      30.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "+ 1"
    }
   },
   {
    "box": {
     "id": "obj-59",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      430.0,
      498.0,
      69.3,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "text": "minimum 0"
    }
   },
   {
    "box": {
     "id": "obj-60",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      330.0,
      358.0,
      62.3,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      431.0,
      170.0,
      90.0,
      24.0
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
     "text": "< earlier"
    }
   },
   {
    "box": {
     "id": "obj-61",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      430.0,
      358.0,
      52.3,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      527.0,
      170.0,
      90.0,
      24.0
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
     "text": "later >"
    }
   },
   {
    "box": {
     "id": "obj-62",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      270.0,
      360.0,
      53.3,
      20.0
     ],
     "text": "move it",
     "presentation": 1,
     "presentation_rect": [
      375.0,
      172.0,
      55.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-63",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      330.0,
      535.0,
      89.3,
      22.0
     ],
     "text": "/step_move $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-64",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      430.0,
      535.0,
      89.3,
      22.0
     ],
     "text": "/step_move $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-65",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      540.0,
      428.0,
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
     "id": "obj-66",
     "maxclass": "flonum",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      540.0,
      463.0,
      50.0,
      22.0
     ],
     "outlettype": [
      "",
      ""
     ],
     "presentation": 1,
     "presentation_rect": [
      225.0,
      170.0,
      60.0,
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
     "id": "obj-67",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      540.0,
      535.0,
      103.3,
      22.0
     ],
     "text": "/step_duration $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-68",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      600.0,
      465.0,
      170.0,
      35.0
     ],
     "text": "seconds to the next (0: common)",
     "presentation": 1,
     "presentation_rect": [
      25.0,
      172.0,
      200.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-69",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      60.0,
      575.0,
      61.3,
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
      494.0,
      170.0,
      30.0
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
     "text": "Preview"
    }
   },
   {
    "box": {
     "id": "obj-70",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      150.0,
      575.0,
      68.6,
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
      530.0,
      170.0,
      30.0
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
     "text": "Generate"
    }
   },
   {
    "box": {
     "id": "obj-71",
     "maxclass": "umenu",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      240.0,
      575.0,
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
      423.0,
      566.0,
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
     "id": "obj-72",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      350.0,
      575.0,
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
      529.0,
      566.0,
      64.0,
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
     "id": "obj-73",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      240.0,
      540.0,
      72.0,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "loadmess 0"
    }
   },
   {
    "box": {
     "id": "obj-74",
     "maxclass": "newobj",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      150.0,
      605.0,
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
     "id": "obj-75",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      60.0,
      638.0,
      70.6,
      22.0
     ],
     "text": "/synthesize",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-76",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      150.0,
      638.0,
      127.5,
      22.0
     ],
     "text": "/hallucinate @form $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-77",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      345.0,
      638.0,
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
     "id": "obj-78",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      430.0,
      575.0,
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
      423.0,
      594.0,
      170.0,
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
     "id": "obj-79",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      430.0,
      605.0,
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
     "id": "obj-80",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      402.0,
      638.0,
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
     "id": "obj-81",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      540.0,
      575.0,
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
      423.0,
      622.0,
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
     "text": "Save steps ..."
    }
   },
   {
    "box": {
     "id": "obj-82",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      540.0,
      605.0,
      68.0,
      22.0
     ],
     "outlettype": [
      "",
      "",
      ""
     ],
     "text": "savedialog"
    }
   },
   {
    "box": {
     "id": "obj-83",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      520.0,
      638.0,
      166.9,
      22.0
     ],
     "text": "/sequence_save $1 @force 1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-84",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      650.0,
      575.0,
      90.6,
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
      622.0,
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
     "text": "Load steps ..."
    }
   },
   {
    "box": {
     "id": "obj-85",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 2,
     "patching_rect": [
      650.0,
      605.0,
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
     "id": "obj-86",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      650.0,
      668.0,
      112.0,
      22.0
     ],
     "text": "/sequence_load $1",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-87",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      620.0,
      120.0,
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
     "id": "obj-88",
     "maxclass": "bpatcher",
     "numinlets": 2,
     "numoutlets": 2,
     "patching_rect": [
      600.0,
      141.0,
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
      560.0,
      360.0,
      120.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-89",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      620.0,
      354.0,
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
     "id": "obj-90",
     "maxclass": "bpatcher",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      600.0,
      375.0,
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
      736.0,
      52.0,
      736.0,
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
      69.5,
      253.0,
      24.5,
      253.0
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
      "obj-25",
      0
     ],
     "midpoints": [
      69.5,
      121.0,
      244.5,
      121.0
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
      "obj-9",
      0
     ],
     "midpoints": [
      244.5,
      253.0,
      24.5,
      253.0
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
      "obj-27",
      0
     ],
     "midpoints": [
      69.5,
      121.0,
      412.0,
      121.0,
      412.0,
      195.0,
      419.5,
      195.0
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
      "obj-9",
      0
     ],
     "midpoints": [
      419.5,
      253.0,
      24.5,
      253.0
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
      "obj-29",
      0
     ],
     "midpoints": [
      69.5,
      121.0,
      594.5,
      121.0
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
      594.5,
      253.0,
      24.5,
      253.0
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
      "obj-31",
      0
     ],
     "midpoints": [
      69.5,
      118.0,
      60.0,
      118.0,
      60.0,
      689.0,
      209.5,
      689.0
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
      "obj-9",
      0
     ],
     "midpoints": [
      209.5,
      744.0,
      44.0,
      744.0,
      44.0,
      699.0,
      24.5,
      699.0
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
      69.5,
      322.0,
      24.5,
      322.0
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
      "obj-9",
      0
     ],
     "midpoints": [
      157.5,
      352.0,
      24.5,
      352.0
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
      "obj-9",
      0
     ],
     "midpoints": [
      245.5,
      322.0,
      24.5,
      322.0
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
      "obj-39",
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
      "obj-9",
      0
     ],
     "midpoints": [
      333.5,
      352.0,
      24.5,
      352.0
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
      "obj-41",
      0
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
      421.5,
      322.0,
      24.5,
      322.0
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
      "obj-9",
      0
     ],
     "midpoints": [
      509.5,
      352.0,
      24.5,
      352.0
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
      "obj-9",
      0
     ],
     "midpoints": [
      597.5,
      322.0,
      24.5,
      322.0
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
      685.5,
      352.0,
      24.5,
      352.0
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
      "obj-48",
      0
     ],
     "midpoints": [
      69.5,
      118.0,
      60.0,
      118.0,
      60.0,
      349.0,
      69.5,
      349.0
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
      "obj-49",
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
      "obj-52",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-49",
      1
     ],
     "destination": [
      "obj-51",
      1
     ],
     "midpoints": [
      88.0,
      421.0,
      199.2,
      421.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-49",
      1
     ],
     "destination": [
      "obj-53",
      0
     ],
     "midpoints": [
      88.0,
      416.0,
      239.5,
      416.0
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
      "obj-59",
      1
     ],
     "midpoints": [
      239.5,
      456.0,
      489.8,
      456.0
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
      "obj-54",
      1
     ],
     "midpoints": [
      69.5,
      424.0,
      350.5,
      424.0
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
      "obj-55",
      1
     ],
     "midpoints": [
      69.5,
      424.0,
      450.5,
      424.0
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
      "obj-57",
      0
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
      "obj-63",
      0
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
      "obj-9",
      0
     ],
     "midpoints": [
      339.5,
      563.0,
      24.5,
      563.0
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
      "obj-9",
      0
     ],
     "midpoints": [
      439.5,
      563.0,
      24.5,
      563.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-49",
      3
     ],
     "destination": [
      "obj-65",
      0
     ],
     "midpoints": [
      125.1,
      427.0,
      549.5,
      427.0
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
      "obj-66",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-66",
      0
     ],
     "destination": [
      "obj-67",
      0
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
      "obj-9",
      0
     ],
     "midpoints": [
      549.5,
      563.0,
      24.5,
      563.0
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
      "obj-71",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-71",
      1
     ],
     "destination": [
      "obj-74",
      1
     ],
     "midpoints": [
      290.0,
      599.0,
      180.4,
      599.0
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
      "obj-75",
      0
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
      69.5,
      666.0,
      24.5,
      666.0
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
      "obj-76",
      0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-76",
      0
     ],
     "destination": [
      "obj-9",
      0
     ],
     "midpoints": [
      159.5,
      666.0,
      24.5,
      666.0
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
      "obj-77",
      0
     ],
     "midpoints": [
      359.5,
      603.0,
      354.5,
      603.0
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
      "obj-9",
      0
     ],
     "midpoints": [
      354.5,
      666.0,
      24.5,
      666.0
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
      "obj-79",
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
     ],
     "midpoints": [
      439.5,
      629.0,
      411.5,
      629.0
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
      "obj-9",
      0
     ],
     "midpoints": [
      411.5,
      666.0,
      24.5,
      666.0
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
      "obj-83",
      0
     ],
     "midpoints": [
      549.5,
      629.0,
      529.5,
      629.0
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
      "obj-9",
      0
     ],
     "midpoints": [
      529.5,
      666.0,
      24.5,
      666.0
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
      "obj-85",
      0
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
      "obj-86",
      0
     ],
     "midpoints": [
      659.5,
      633.0,
      692.0,
      633.0,
      692.0,
      659.0,
      659.5,
      659.0
     ]
    }
   },
   {
    "patchline": {
     "source": [
      "obj-86",
      0
     ],
     "destination": [
      "obj-9",
      0
     ],
     "midpoints": [
      659.5,
      696.0,
      24.5,
      696.0
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
      "obj-88",
      0
     ],
     "midpoints": [
      69.5,
      121.0,
      609.5,
      121.0
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
      "obj-90",
      0
     ],
     "midpoints": [
      609.5,
      187.0,
      580.0,
      187.0,
      580.0,
      366.0,
      609.5,
      366.0
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
