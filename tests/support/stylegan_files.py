"""Writers of every kind of file that holds a StyleGAN, without PyTorch or TensorFlow: the same bytes in the same order, with inert sources."""

import io
import math
import pickle
import struct
import zipfile
from collections import OrderedDict

import numpy as np

INERT = "# the class's source stood here\n"
MAGIC, PROTOCOL = 0x1950A86A20F9469CFC6C, 1001
SYSTEM = {"protocol_version": 1001, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}
KINDS = {"float32": "FloatStorage", "float16": "HalfStorage", "float64": "DoubleStorage", "int64": "LongStorage"}


class Name:
    """A global of a module that is not here."""

    def __init__(self, module, name):
        self.module, self.name = module, name


class Made:
    """What a file makes by calling a name, and the state it gives it; `new` writes it as an object of a class."""

    def __init__(self, module, name, arguments=(), state=None, *, new=False):
        self.name, self.arguments, self.state, self.new = Name(module, name), arguments, state, new


class Stored:
    """A storage, referred to from outside the pickle."""

    def __init__(self, array):
        self.array = array


class Writer(pickle._Pickler):
    """Writes names as they are said, without looking them up."""

    def __init__(self, file, protocol, *, stored=None):
        super().__init__(file, protocol)
        self.stored = stored  # {key: array}, filled while writing; None inside StyleGAN's pickles, where each storage is a file of its own

    def persistent_id(self, value):
        if not isinstance(value, Stored):
            return None
        key = str(len(self.stored))
        self.stored[key] = value.array
        return ("storage", Name("torch", KINDS[value.array.dtype.name]), key, "cpu", value.array.size)[: 5 if self.proto > 2 else 6]

    def reducer_override(self, value):
        if isinstance(value, Name):
            return value.name
        if isinstance(value, Made):
            return (self._new(value), *([value.state] if value.state is not None else []))
        return NotImplemented

    def save(self, value, save_persistent_id=True):
        if isinstance(value, Made):
            return self._save_made(value)
        if isinstance(value, np.ndarray) and value.dtype != object:
            return self._save_array(value)
        return super().save(value, save_persistent_id)

    def _save_made(self, value):
        self.save(value.name)
        self.save(value.arguments)
        self.write(pickle.NEWOBJ if value.new else pickle.REDUCE)
        if value.state is not None:
            self.save(value.state)
            self.write(pickle.BUILD)

    def _save_array(self, value):
        """As NumPy did before 2: under numpy.core."""
        dtype = Made("numpy", "dtype", (value.dtype.str[1:], False, True), (3, "<", None, None, None, -1, -1, 0))
        made = Made("numpy.core.multiarray", "_reconstruct", (Name("numpy", "ndarray"), (0,), b"b"), (1, value.shape, dtype, False, value.tobytes()))
        self._save_made(made)

    def save_global(self, value, name=None):
        if not isinstance(value, Name):
            return super().save_global(value, name)
        if self.proto >= 4:
            self.save(value.module)
            self.save(value.name)
            self.write(pickle.STACK_GLOBAL)
        else:
            self.write(pickle.GLOBAL + f"{value.module}\n{value.name}\n".encode())
        self.memoize(value)
        return None


def pickled(value, protocol=4, stored=None):
    """Bytes of one pickle."""
    file = io.BytesIO()
    Writer(file, protocol, stored=stored).dump(value)
    return file.getvalue()


def legacy(value):
    """Bytes of the older form of torch.save."""
    stored = {}
    content = pickled(value, 2, stored)
    head = b"".join(pickled(each, 2) for each in (MAGIC, PROTOCOL, SYSTEM)) + content + pickled(list(stored), 2)
    return head + b"".join(struct.pack("<q", array.size) + array.tobytes() for array in stored.values())


def zipped(value, top="archive", order="little"):
    """Bytes of the newer form of torch.save."""
    stored, file = {}, io.BytesIO()
    content = pickled(value, 2, stored)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(f"{top}/data.pkl", content)
        archive.writestr(f"{top}/byteorder", order)
        for key, array in stored.items():
            archive.writestr(f"{top}/data/{key}", array.astype(array.dtype.newbyteorder(">" if order == "big" else "<")).tobytes())
        archive.writestr(f"{top}/version", "3\n")
    return file.getvalue()


def strided(array, *, last=False):
    """The numbers of a tensor in a row and its strides; `last` puts channels last in memory, as for half precision."""
    if last and array.ndim == 4:
        moved = np.ascontiguousarray(array.transpose(0, 2, 3, 1))
        n, h, w, c = (stride // array.itemsize for stride in moved.strides)
        return moved.reshape(-1), (n, c, h, w)
    whole = np.ascontiguousarray(array)
    return whole.reshape(-1), tuple(stride // array.itemsize for stride in whole.strides) if array.ndim else ()


def tensor(array, *, inside=True, parameter=True, last=False):
    """A tensor; `inside` a pickle of StyleGAN its storage is a whole file in the legacy form."""
    numbers, strides = strided(array, last=last)
    storage = Made("torch.storage", "_load_from_bytes", (legacy(Stored(numbers)),)) if inside else Stored(numbers)
    made = Made("torch._utils", "_rebuild_tensor_v2", (storage, 0, array.shape, strides, False, OrderedDict()))
    return Made("torch._utils", "_rebuild_parameter", (made, False, OrderedDict())) if inside and parameter else made


def module(raw, name, *, half=(), source=INERT):
    """A module as persistence pickles it, with all that is in it."""
    parameters, buffers, inside = {}, {}, {}
    for key, value in raw.state.items():
        place, _, leaf = key.rpartition(".")
        if place == name:
            is_buffer = leaf in (
                "resample_filter",
                "noise_const",
                "w_avg",
                "freqs",
                "phases",
                "transform",
                "magnitude_ema",
                "up_filter",
                "down_filter",
            )
            kept = (
                None
                if value is None
                else tensor(value.astype(np.float16) if name in half and value.ndim == 4 else value, parameter=not is_buffer, last=True)
            )
            (buffers if is_buffer else parameters)[leaf] = kept
    for other in raw.classes:
        if other and other.rpartition(".")[0] == name:
            inside[other.rpartition(".")[2]] = module(raw, other, half=half, source=source)
    state = {
        "training": False,
        "_parameters": parameters,
        "_buffers": buffers,
        "_non_persistent_buffers_set": set(),
        "_backward_hooks": OrderedDict(),
    }
    state |= {
        "_forward_hooks": OrderedDict(),
        "_modules": inside,
        **raw.attributes.get(name, {}),
        "_init_args": (),
        "_init_kwargs": Made("dnnlib.util", "EasyDict", new=True),
    }
    meta = {"type": "class", "version": 6, "module_src": source, "class_name": raw.classes[name], "state": state}
    return Made("torch_utils.persistence", "_reconstruct_persistent_obj", (meta,))


def persistent(raw, **options):
    """A file of stylegan2-ada-pytorch or stylegan3."""
    kept = {"class_name": "training.dataset.ImageFolderDataset", "path": "./x.zip"}
    return pickled({"G": None, "D": None, "G_ema": module(raw, "", **options), "augment_pipe": None, "training_set_kwargs": kept})


def tensorflow(raw, *, version=4, function="training.networks_stylegan2.G_main", **changes):
    """A file of StyleGAN 2 of TensorFlow: (G, D, Gs)."""
    rate = raw.attributes["mapping.fc0"]["bias_gain"]
    sizes, last = raw.attributes[""], max(int(name[11:]) for name in raw.classes if name.startswith("synthesis.b") and name.count(".") == 1)
    architecture = raw.attributes[f"synthesis.b{last}"]["architecture"]
    kwargs = {"latent_size": sizes["z_dim"], "label_size": sizes["c_dim"], "dlatent_size": sizes["w_dim"], "resolution": last, "fmap_base": 16 << 10}
    kwargs |= {"num_channels": sizes["img_channels"], "architecture": architecture, "resample_kernel": [1, 3, 3, 1], "mapping_lrmul": rate, **changes}
    if raw.attributes["synthesis.b4.conv1"]["conv_clamp"] is not None:
        kwargs["conv_clamp"] = raw.attributes["synthesis.b4.conv1"]["conv_clamp"]
    variables = _mapping_variables(raw)
    parts = {"mapping": _network("mapping", version, {}, variables), "synthesis": _network("synthesis", version, {}, _synthesis_variables(raw))}
    average = _network("Gs", version, kwargs, [("dlatent_avg", raw.state["mapping.w_avg"])], parts, function)
    other = _network("D", version, {}, [("x", np.zeros(3, np.float32))])
    return pickled((other, other, average))


def _network(name, version, kwargs, variables, parts=None, function="f"):
    easy = Made("dnnlib.util", "EasyDict", new=True)
    state = {"version": version, "name": name, "static_kwargs": kwargs or easy, "components": parts or easy, "build_module_src": INERT}
    return Made("dnnlib.tflib.network", "Network", (), {**state, "build_func_name": function, "variables": variables}, new=True)


def _mapping_variables(raw):
    found = []
    for ours, theirs in (("embed", "LabelEmbed"), *((f"fc{k}", f"Dense{k}") for k in range(20))):
        if f"mapping.{ours}.weight" in raw.state:
            found.append((f"{theirs}/weight", np.ascontiguousarray(raw.state[f"mapping.{ours}.weight"].T)))
            found.append((f"{theirs}/bias", raw.state[f"mapping.{ours}.bias"]))
    return found


def _synthesis_variables(raw):
    found = [("4x4/Const/const", raw.state["synthesis.b4.const"][None])]
    for name in raw.classes:
        block, _, layer = name.removeprefix("synthesis.").partition(".")
        if layer in ("conv0", "conv1", "torgb", "skip"):
            edge = int(block[1:])
            theirs = {"conv0": "Conv0_up", "conv1": "Conv1" if edge > 4 else "Conv", "torgb": "ToRGB", "skip": "Skip"}[layer]
            found += _layer_variables(raw, name, f"{edge}x{edge}/{theirs}", 2 * int(math.log2(edge)) - (5 if layer == "conv0" else 4))
    return found


def _layer_variables(raw, name, place, number):
    kernel = raw.state[f"{name}.weight"].transpose(2, 3, 1, 0)
    kernel = kernel[::-1, ::-1] if place.endswith(("Conv0_up", "Skip")) else kernel
    found = [(f"{place}/weight", np.ascontiguousarray(kernel))]
    if f"{name}.affine.weight" in raw.state:
        found.append((f"{place}/mod_weight", np.ascontiguousarray(raw.state[f"{name}.affine.weight"].T)))
        found += [(f"{place}/mod_bias", raw.state[f"{name}.affine.bias"] - 1), (f"{place}/bias", raw.state[f"{name}.bias"])]
    if f"{name}.noise_const" in raw.state:
        found.append((f"{place}/noise_strength", raw.state[f"{name}.noise_strength"]))
        found.append((f"noise{number}", raw.state[f"{name}.noise_const"][None, None]))
    return found


def rosinality_state(raw):
    """{name: array} as rosinality's generator names it."""
    state = {"input.input": raw.state["synthesis.b4.const"][None]}
    for k in range(20):
        if f"mapping.fc{k}.weight" in raw.state:
            state |= {f"style.{k + 1}.{leaf}": raw.state[f"mapping.fc{k}.{leaf}"] for leaf in ("weight", "bias")}
    for name in raw.classes:
        block, _, layer = name.removeprefix("synthesis.").partition(".")
        if layer in ("conv0", "conv1", "torgb"):
            at = int(math.log2(int(block[1:]))) - 2
            theirs = {
                "conv0": f"convs.{2 * at - 2}",
                "conv1": f"convs.{2 * at - 1}" if at else "conv1",
                "torgb": f"to_rgbs.{at - 1}" if at else "to_rgb1",
            }[layer]
            state |= {f"{theirs}.conv.weight": raw.state[f"{name}.weight"][None]}
            state |= {f"{theirs}.conv.modulation.{leaf}": raw.state[f"{name}.affine.{leaf}"] for leaf in ("weight", "bias")}
            if layer == "torgb":
                state[f"{theirs}.bias"] = raw.state[f"{name}.bias"].reshape(1, -1, 1, 1)
            else:
                state[f"{theirs}.activate.bias"] = raw.state[f"{name}.bias"]
                state[f"{theirs}.noise.weight"] = raw.state[f"{name}.noise_strength"].reshape(1)
                state[f"noises.noise_{2 * at - (layer == 'conv0')}"] = raw.state[f"{name}.noise_const"][None, None]
            if layer == "conv0":
                state[f"{theirs}.conv.blur.kernel"] = np.outer([1, 3, 3, 1], [1, 3, 3, 1]).astype(np.float32) / 16
    return state


def rosinality(raw, *, container=zipped, average=True, prefix="", training=True):
    """A file of rosinality's stylegan2-pytorch."""
    state = OrderedDict((prefix + name, tensor(array, inside=False)) for name, array in rosinality_state(raw).items())
    content = {"g_ema": state}
    if average:
        content["latent_avg"] = tensor(raw.state["mapping.w_avg"], inside=False)
    if training:
        content["g_optim"] = {
            "state": {0: {"step": 3, "exp_avg": tensor(np.zeros(3, np.float32), inside=False)}},
            "param_groups": [{"lr": 0.002, "params": [0]}],
        }
        content["args"] = Made("argparse", "Namespace", (), {"size": 32, "path": "x"}, new=True)
    return container(content)
