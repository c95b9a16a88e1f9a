from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from publish.adapters.web.public_networks import is_public, is_stand_in

INNER = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.255.255.254
168.63.129.16 169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8 192.0.0.192 192.0.2.1 192.88.99.1
192.168.0.1 192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.7 224.0.0.1 239.255.255.255 240.0.0.1
255.255.255.255
:: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:0.0.0.0 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1
64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 64:ff9b:1::808:808 100::1 100:0:0:1::1 2001::1 2001:0:7f00:1::
2001:2::1 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1:: 2002:808:808:: 3fff::1 3fff:fff::1 4000::1 5f00::1 fc00::1
fd00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 febf::1 fec0::1 feff::1 ff02::1 ff0e::1
"""
PUBLIC = """
1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 168.63.129.15 168.63.129.17
169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.0.3.0 192.88.98.1 192.167.255.255 192.169.0.0
198.17.255.255 198.20.0.0 198.51.101.0 203.0.112.255 223.255.255.255
2000::1 2001:200::1 2001:4860:4860::8888 2003::1 2400:3200::1 2606:4700::1111 2a00:1450::1 3ffe::1 3fff:1000::1
::ffff:1.1.1.1 64:ff9b::101:101
"""


@pytest.mark.parametrize("written", INNER.split())
def test_is_public_returns_false_for_special_addresses(written: str) -> None:
    assert not is_public(ip_address(written))


@pytest.mark.parametrize("written", PUBLIC.split())
def test_is_public_returns_true_up_to_the_borders_of_networks(written: str) -> None:
    assert is_public(ip_address(written))


@given(st.ip_addresses(v=4))
def test_is_public_allows_no_ipv4_network_that_python_counts_as_private(address: IPv4Address) -> None:
    assert address.is_global or not is_public(address)


@given(st.ip_addresses(v=6))
def test_is_public_allows_no_ipv6_network_that_python_counts_as_private(address: IPv6Address) -> None:
    assume(address.ipv4_mapped is None)  # Python judges the mapping, not the mapped address
    assert address.is_global or not is_public(address)


@given(st.ip_addresses(v=4), st.sampled_from(["::ffff:", "64:ff9b::"]))
def test_is_public_checks_the_embedded_ipv4_address(address: IPv4Address, prefix: str) -> None:
    assert is_public(ip_address(f"{prefix}{address}")) == is_public(address)


@pytest.mark.parametrize(
    ("written", "stands_in"),
    [("198.18.0.5", True), ("198.19.255.255", True), ("198.20.0.0", False), ("10.0.0.1", False), ("fc00::1", False)],
)
def test_is_stand_in_returns_true_for_fake_addresses_of_proxies(written: str, stands_in: bool) -> None:
    assert is_stand_in(ip_address(written)) is stands_in
