"""kube-vip by itself."""
