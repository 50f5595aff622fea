using System.Buffers.Binary;
using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Platform.ServiceDefaults.Outbound;
using Shouldly;
using Xunit;

namespace Platform.Unit.ServiceDefaults.Outbound;

public sealed class PublicAddressesTests
{
    // First and last address of every block that is not globally reachable (IANA's registry), as numbers.
    private static readonly (uint First, uint Last)[] _blocks =
    [
        (0x00000000, 0x00ffffff), (0x0a000000, 0x0affffff), (0x64400000, 0x647fffff), (0x7f000000, 0x7fffffff), (0xa9fe0000, 0xa9feffff),
        (0xac100000, 0xac1fffff), (0xc0000000, 0xc00000ff), (0xc0000200, 0xc00002ff), (0xc0586300, 0xc05863ff), (0xc0a80000, 0xc0a8ffff),
        (0xc6120000, 0xc613ffff), (0xc6336400, 0xc63364ff), (0xcb007100, 0xcb0071ff), (0xe0000000, 0xffffffff),
    ];

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.255")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.8")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.7")]
    [InlineData("203.0.113.9")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::8.8.8.8")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:192.168.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("64:ff9b::127.0.0.1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:10::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2002:a00:1::")]
    [InlineData("2002:808:808::")]
    [InlineData("3fff::1")]
    [InlineData("4000::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%2")]
    [InlineData("2606:4700::1111%2")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void Special_addresses_are_not_public(string address) => PublicAddresses.IsPublic(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.1")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("192.167.255.255")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.1")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::808:808")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450::1")]
    public void Global_addresses_are_public(string address) => PublicAddresses.IsPublic(IPAddress.Parse(address)).ShouldBeTrue();

    [Fact]
    public void An_IPv4_address_in_any_notation_is_public_unless_it_is_in_a_special_block()
    {
        // Chance alone would hardly meet the small blocks: half of the addresses lie at or beside the end of one.
        var anywhere = Gen.Choose(int.MinValue, int.MaxValue).Select(number => unchecked((uint)number));
        var atAnEnd =
            from block in Gen.Elements(_blocks)
            from end in Gen.Elements(block.First, block.Last)
            from step in Gen.Choose(-1, 1)
            select unchecked((uint)(end + step));
        Prop.ForAll(Gen.OneOf(anywhere, atAnEnd).ToArbitrary(), number =>
        {
            var address = Address4(number);
            var isPublic = !Array.Exists(_blocks, block => block.First <= number && number <= block.Last);
            PublicAddresses.IsPublic(address).ShouldBe(isPublic, address.ToString());
            PublicAddresses.IsPublic(address.MapToIPv6()).ShouldBe(isPublic, "mapped to IPv6");
            PublicAddresses.IsPublic(IPAddress.Parse("64:ff9b::" + address)).ShouldBe(isPublic, "behind NAT64");
            PublicAddresses.IsPublic(IPAddress.Parse("::" + address)).ShouldBeFalse("compatible with IPv4");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    [Fact]
    public void Any_IPv6_address_outside_global_unicast_space_is_not_public()
    {
        var bytes = Gen.Choose(0, 255).Select(number => (byte)number).ArrayOf(16);
        Prop.ForAll(bytes.ToArbitrary(), written =>
        {
            var address = new IPAddress(written);
            if (written[0] >> 5 != 1 && !address.IsIPv4MappedToIPv6 && !address.ToString().StartsWith("64:ff9b::", StringComparison.Ordinal))
            {
                PublicAddresses.IsPublic(address).ShouldBeFalse(address.ToString());
            }

            // Teredo and 6to4 carry an IPv4 address; whatever follows.
            foreach (var prefix in (ReadOnlySpan<uint>)[0x20010000, 0x20010db8, 0x20020000, 0x20027f00, 0x3fff0000])
            {
                BinaryPrimitives.WriteUInt32BigEndian(written, prefix);
                PublicAddresses.IsPublic(new IPAddress(written)).ShouldBeFalse();
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    private static IPAddress Address4(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }
}
