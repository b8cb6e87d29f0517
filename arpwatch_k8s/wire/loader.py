"""How numbers are read out of the scan's buffer: one check and one load, whatever their size.

Joined byte by byte, each of the bytes would be checked, and the compiler does not always see that one check is enough.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from llvmlite import ir

from arpwatch_k8s.compiled import WINDOW_BYTES, Buffer, i8, int64, numba

if TYPE_CHECKING:
    from typing import Literal

OUTSIDE: Final = "position outside the buffer"


def loader(size: int, order: Literal["big", "little"]) -> Callable[[Buffer, int], int]:
    """What reads `size` bytes (1, 2, 4) at a position as one number; IndexError where the buffer ends before."""
    last = WINDOW_BYTES - size

    def load(b: Buffer, at: int) -> int:
        if not 0 <= at <= last:
            raise IndexError(OUTSIDE)
        return int64(int.from_bytes(bytes(b["bytes"][at : at + size]), order))

    if numba.config.DISABLE_JIT:
        return load

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401 - of Numba
        record, position = arguments
        outside = builder.icmp_unsigned(">", position, ir.Constant(position.type, last))
        with builder.if_then(outside, likely=False):
            context.call_conv.return_user_exc(builder, IndexError, (OUTSIDE,))
        start = numba.core.cgutils.get_record_member(builder, record, signature.args[0].offset("bytes"), ir.IntType(8))
        number = ir.IntType(8 * size)
        loaded = builder.load(builder.bitcast(builder.gep(start, [position]), number.as_pointer()), align=1)
        if order == "big" and size > 1:
            loaded = builder.bswap(loaded)
        return builder.zext(loaded, ir.IntType(64))

    def typed(_context: Any, b: Any, _at: Any) -> Any:  # noqa: ANN401 - of Numba
        return i8(b, i8), generate

    compiled: Callable[[Buffer, int], int] = numba.extending.intrinsic(typed)
    return compiled
