"""StyleGAN 2 and 3: pictures from z by way of ws, computed by ONNX Runtime; the files of several projects, read without running anything in them."""
