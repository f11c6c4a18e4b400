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
   522.0
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
  "description": "Play a neural network's sound space: timbre, pitch and hallucinations",
  "digest": "Play a neural network's sound space: timbre, pitch and hallucinations",
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
     "text": "GANSpaceSynth",
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
     "text": "A neural network's space of sounds, to be played.",
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
      455.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-3",
     "maxclass": "newobj",
     "numinlets": 1,
     "numoutlets": 1,
     "patching_rect": [
      265.0,
      485.0,
      53.3,
      22.0
     ],
     "outlettype": [
      ""
     ],
     "text": "pcontrol"
    }
   },
   {
    "box": {
     "id": "obj-4",
     "maxclass": "panel",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      775.0,
      15.0,
      10.0,
      10.0
     ],
     "outlettype": [],
     "presentation": 1,
     "presentation_rect": [
      15.0,
      56.0,
      760.0,
      356.0
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
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      15.0,
      96.0,
      99.3,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      28.0,
      66.0,
      180.0,
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
     "text": "ganspacesynth"
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
      60.0,
      215.0,
      35.0
     ],
     "text": "z, pitch and eight directions",
     "presentation": 1,
     "presentation_rect": [
      220.0,
      69.0,
      470.0,
      20.0
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
      15.0,
      128.0,
      196.0,
      22.0
     ],
     "text": "loadunique ganspacesynth.maxpat",
     "outlettype": [
      ""
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
      265.0,
      96.0,
      125.3,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      28.0,
      100.0,
      180.0,
      26.0
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
     "text": "ganspacesynth_noz"
    }
   },
   {
    "box": {
     "id": "obj-9",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      265.0,
      60.0,
      215.0,
      35.0
     ],
     "text": "the directions alone",
     "presentation": 1,
     "presentation_rect": [
      220.0,
      103.0,
      470.0,
      20.0
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
      265.0,
      128.0,
      222.1,
      22.0
     ],
     "text": "loadunique ganspacesynth_noz.maxpat",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-11",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      515.0,
      96.0,
      67.3,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      28.0,
      134.0,
      180.0,
      26.0
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
     "text": "gansynth"
    }
   },
   {
    "box": {
     "id": "obj-12",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      515.0,
      60.0,
      215.0,
      35.0
     ],
     "text": "random timbres, and the way from one to another",
     "presentation": 1,
     "presentation_rect": [
      220.0,
      137.0,
      470.0,
      20.0
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
      515.0,
      128.0,
      164.0,
      22.0
     ],
     "text": "loadunique gansynth.maxpat",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-14",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      15.0,
      206.0,
      99.3,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      28.0,
      168.0,
      180.0,
      26.0
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
     "text": "gansynth_multi"
    }
   },
   {
    "box": {
     "id": "obj-15",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      15.0,
      170.0,
      215.0,
      35.0
     ],
     "text": "four sounds at four pitches",
     "presentation": 1,
     "presentation_rect": [
      220.0,
      171.0,
      470.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-16",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      15.0,
      238.0,
      196.0,
      22.0
     ],
     "text": "loadunique gansynth_multi.maxpat",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-17",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      265.0,
      206.0,
      140.7,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      28.0,
      202.0,
      180.0,
      26.0
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
     "text": "gansynth_hallucination"
    }
   },
   {
    "box": {
     "id": "obj-18",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      265.0,
      170.0,
      215.0,
      35.0
     ],
     "text": "a walk through random points",
     "presentation": 1,
     "presentation_rect": [
      220.0,
      205.0,
      470.0,
      20.0
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
      265.0,
      238.0,
      237.4,
      22.0
     ],
     "text": "loadunique gansynth_hallucination.maxpat",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-20",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      515.0,
      206.0,
      43.9,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      28.0,
      236.0,
      180.0,
      26.0
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
     "text": "hallu"
    }
   },
   {
    "box": {
     "id": "obj-21",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      515.0,
      170.0,
      215.0,
      35.0
     ],
     "text": "a sequence of sounds, step by step",
     "presentation": 1,
     "presentation_rect": [
      220.0,
      239.0,
      470.0,
      20.0
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
      515.0,
      238.0,
      140.7,
      22.0
     ],
     "text": "loadunique hallu.maxpat",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-23",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      15.0,
      316.0,
      64.0,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      28.0,
      270.0,
      180.0,
      26.0
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
     "text": "continue"
    }
   },
   {
    "box": {
     "id": "obj-24",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      15.0,
      280.0,
      215.0,
      35.0
     ],
     "text": "a machine that listens, and plays on",
     "presentation": 1,
     "presentation_rect": [
      220.0,
      273.0,
      470.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-25",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      15.0,
      348.0,
      160.7,
      22.0
     ],
     "text": "loadunique continue.maxpat",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-26",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      265.0,
      316.0,
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
      28.0,
      304.0,
      180.0,
      26.0
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
     "text": "gss_keys"
    }
   },
   {
    "box": {
     "id": "obj-27",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      265.0,
      280.0,
      215.0,
      35.0
     ],
     "text": "a polyphonic instrument for a MIDI keyboard",
     "presentation": 1,
     "presentation_rect": [
      220.0,
      307.0,
      470.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-28",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      265.0,
      348.0,
      165.3,
      22.0
     ],
     "text": "loadunique gss_keys.maxpat",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-29",
     "maxclass": "textbutton",
     "numinlets": 1,
     "numoutlets": 3,
     "patching_rect": [
      515.0,
      316.0,
      45.3,
      22.0
     ],
     "outlettype": [
      "",
      "",
      "int"
     ],
     "presentation": 1,
     "presentation_rect": [
      28.0,
      338.0,
      180.0,
      26.0
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
     "text": "react"
    }
   },
   {
    "box": {
     "id": "obj-30",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      515.0,
      280.0,
      215.0,
      35.0
     ],
     "text": "a sound that follows what was heard",
     "presentation": 1,
     "presentation_rect": [
      220.0,
      341.0,
      470.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-31",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      515.0,
      348.0,
      142.0,
      22.0
     ],
     "text": "loadunique react.maxpat",
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
      15.0,
      426.0,
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
      28.0,
      372.0,
      180.0,
      26.0
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
     "text": "pictures"
    }
   },
   {
    "box": {
     "id": "obj-33",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      15.0,
      390.0,
      215.0,
      35.0
     ],
     "text": "a picture network, live: z, directions, an XY pad",
     "presentation": 1,
     "presentation_rect": [
      220.0,
      375.0,
      470.0,
      20.0
     ]
    }
   },
   {
    "box": {
     "id": "obj-34",
     "maxclass": "message",
     "numinlets": 2,
     "numoutlets": 1,
     "patching_rect": [
      15.0,
      458.0,
      157.3,
      22.0
     ],
     "text": "loadunique pictures.maxpat",
     "outlettype": [
      ""
     ]
    }
   },
   {
    "box": {
     "id": "obj-35",
     "maxclass": "comment",
     "numinlets": 1,
     "numoutlets": 0,
     "patching_rect": [
      235.0,
      395.0,
      540.0,
      20.0
     ],
     "text": "Begin with ganspacesynth: wait for the green light, switch the sound on, press Sound.",
     "presentation": 1,
     "presentation_rect": [
      15.0,
      424.0,
      750.0,
      20.0
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
      235.0,
      419.0,
      540.0,
      20.0
     ],
     "text": "The engine is a Python program; docs/max.md says how it is installed.",
     "presentation": 1,
     "presentation_rect": [
      15.0,
      448.0,
      750.0,
      20.0
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
      235.0,
      445.0,
      240.0,
      20.0
     ],
     "text": "Alt-click an object for its help.",
     "presentation": 1,
     "presentation_rect": [
      15.0,
      472.0,
      690.0,
      20.0
     ]
    }
   }
  ],
  "lines": [
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
      "obj-3",
      0
     ],
     "midpoints": [
      24.5,
      156.0,
      236.0,
      156.0,
      236.0,
      476.0,
      274.5,
      476.0
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
      "obj-3",
      0
     ],
     "midpoints": [
      274.5,
      156.0,
      236.0,
      156.0,
      236.0,
      476.0,
      274.5,
      476.0
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
      524.5,
      156.0,
      236.0,
      156.0,
      236.0,
      476.0,
      274.5,
      476.0
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
      "obj-3",
      0
     ],
     "midpoints": [
      24.5,
      266.0,
      236.0,
      266.0,
      236.0,
      476.0,
      274.5,
      476.0
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
      "obj-3",
      0
     ],
     "midpoints": [
      274.5,
      266.0,
      236.0,
      266.0,
      236.0,
      476.0,
      274.5,
      476.0
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
      "obj-3",
      0
     ],
     "midpoints": [
      524.5,
      266.0,
      236.0,
      266.0,
      236.0,
      476.0,
      274.5,
      476.0
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
      "obj-3",
      0
     ],
     "midpoints": [
      24.5,
      376.0,
      236.0,
      376.0,
      236.0,
      476.0,
      274.5,
      476.0
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
      0
     ],
     "destination": [
      "obj-3",
      0
     ],
     "midpoints": [
      274.5,
      376.0,
      236.0,
      376.0,
      236.0,
      476.0,
      274.5,
      476.0
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
      "obj-3",
      0
     ],
     "midpoints": [
      524.5,
      376.0,
      236.0,
      376.0,
      236.0,
      476.0,
      274.5,
      476.0
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
      "obj-3",
      0
     ],
     "midpoints": [
      24.5,
      486.0,
      172.0,
      486.0,
      172.0,
      476.0,
      274.5,
      476.0
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
