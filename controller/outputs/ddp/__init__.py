"""DDP nodes: strips and matrices that take their pixels as a stream of bytes, such as WLED."""
