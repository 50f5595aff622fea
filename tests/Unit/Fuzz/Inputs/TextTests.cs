using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Platform.Fuzz.Inputs;
using Shouldly;
using Xunit;

namespace Platform.Unit.Fuzz.Inputs;

public sealed class TextTests
{
    /// <summary>No theory: half of a pair does not survive in an attribute.</summary>
    [Fact]
    public void Lone_surrogates_keep_their_bytes()
    {
        Hex("a\ud800b").ShouldBe("61EDA08062");
        Hex("\udc00").ShouldBe("EDB080");
        Hex("\ud83d\ude00").ShouldBe("F09F9880");
        Hex("\ude00\ud83d").ShouldBe("EDB880EDA0BD");
        Hex("\0\ufffe\uffff").ShouldBe("00EFBFBEEFBFBF");
    }

    [Fact]
    public void Lone_surrogates_are_escaped_in_JSON_and_pairs_only_on_request()
    {
        Encoding.UTF8.GetString(Text.Of("a\ud800b\0\"\\").ToJson(escaped: false)).ShouldBe("\"a\\ud800b\\u0000\\\"\\\\\"");
        Encoding.UTF8.GetString(Text.Of("\ud83d\ude00é").ToJson(escaped: false)).ShouldBe("\"\ud83d\ude00é\"");
        Encoding.UTF8.GetString(Text.Of("\ud83d\ude00é").ToJson(escaped: true)).ShouldBe("\"\\ud83d\\ude00\\u00e9\"");
    }

    [Fact]
    public void Invalid_bytes_are_written_to_JSON_unchanged()
    {
        Text.Raw(0x61, 0xFF, (byte)'"', 0x0A).ToJson(escaped: true).ShouldBe([(byte)'"', 0x61, 0xFF, (byte)'\\', (byte)'"', .. "\\u000a"u8, (byte)'"']);
        Text.Raw(0x61, 0xFF, 0x00).ToPercentEncoded().ShouldBe("a%FF%00");
    }

    [Fact]
    public void Well_formed_texts_round_trip() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>().Filter(text => IsWellFormed(text.Get)),
        text =>
        {
            JsonSerializer.Deserialize<string>(Text.Of(text.Get).ToJson(escaped: true)).ShouldBe(text.Get);
            JsonSerializer.Deserialize<string>(Text.Of(text.Get).ToJson(escaped: false)).ShouldBe(text.Get);
            Uri.UnescapeDataString(Text.Of(text.Get).ToPercentEncoded()).ShouldBe(text.Get);
        }).QuickCheckThrowOnFailure();

    private static string Hex(string text) => Convert.ToHexString(Text.Of(text).Bytes);

    private static bool IsWellFormed(string text) => text.EnumerateRunes().Sum(rune => rune.Utf16SequenceLength) == text.Length && !text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar);
}
