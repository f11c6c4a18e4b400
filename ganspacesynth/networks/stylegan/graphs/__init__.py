"""Graphs of picture networks for ONNX Runtime: weights in, a graph from ws to pictures out, the operations fused where that is faster."""
