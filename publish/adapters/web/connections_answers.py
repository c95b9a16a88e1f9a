"""Answers of other machines, which may say of themselves what they like."""

from __future__ import annotations

import http.client


class BoundedResponse(http.client.HTTPResponse):
    """An answer that is read block by block, whatever it says of itself."""

    def _read_next_chunk_size(self) -> int:
        size: int = super()._read_next_chunk_size()  # type: ignore[misc]  # a part that typeshed leaves out
        if size < 0:  # would read all that the other side cares to send
            raise ValueError("negative chunk")
        return size
