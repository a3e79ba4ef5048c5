"""What a camera sees: a film of JPEG frames one after the other, as Chromium's fake camera plays it in a loop."""

from __future__ import annotations

import io

from PIL import Image, ImageFilter

SIZE = (1280, 720)


def film(card: bytes, *, blank_frames: int = 3) -> bytes:
    """Some frames of an empty table, then the card held into the picture, a little blurred, turned and dim."""
    table = Image.new("RGB", SIZE, (92, 84, 76))
    held = Image.open(io.BytesIO(card)).convert("RGB").resize((900, 568)).rotate(4, expand=True, fillcolor=(92, 84, 76))
    seen = table.copy()
    seen.paste(held, ((SIZE[0] - held.width) // 2, (SIZE[1] - held.height) // 2))
    seen = seen.filter(ImageFilter.GaussianBlur(0.8)).point(lambda value: value * 0.8)
    return b"".join(_jpeg(frame) for frame in [table] * blank_frames + [seen] * 6)


def _jpeg(frame: Image.Image) -> bytes:
    # With other than 4:2:0 the fake camera shows black, and says nothing.
    out = io.BytesIO()
    frame.save(out, "JPEG", quality=85, subsampling="4:2:0")
    return out.getvalue()
