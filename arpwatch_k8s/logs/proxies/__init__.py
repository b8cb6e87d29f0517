"""What reverse proxies log.

- `nginx_error.py`, `nginx_access.py`, `haproxy.py`, `envoy.py`: the sources
- `errnos.py`: how a request failed, by numbers and words;  `log_format.py`: nginx's formats, as patterns
"""
