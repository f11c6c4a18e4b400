"""Networks in, arrays out, without a training library: a graph of operations written down as ONNX, and a session that computes it."""
