using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Platform.ServiceDefaults.Refusals;
using Shouldly;
using Xunit;

namespace Platform.Unit.ServiceDefaults.Refusals;

/// <summary>Checks that exactly the JSON is accepted that a reader with the usual limits can read and write again.</summary>
public sealed class ReadableJsonTests
{
    private static readonly string[] s_pieces =
        ["a", "é", "\\n", "\\\\", "\\\"", "\\u0041", "\\u0000", "\\ud83d\\ude00", "\\uD83D", "\\ude00", "\\\\ud83d", "\ud83d\ude00", "\\ud83dx", "\\ud83d\\n"];

    private static Gen<string> Strings { get; } = Gen.ListOf(Gen.Elements(s_pieces)).Select(pieces => $"\"{string.Concat(pieces)}\"");

    private static Gen<string> Documents { get; } =
        from name in Strings
        from value in Gen.OneOf(Strings, Gen.Elements("1", "1e999", "-0", "null", "true", "[]", "{}", "[1", "nul", "01", ""))
        from shape in Gen.Elements("{0}", "[{0}]", "{{{1}:{0}}}", "[[{0}],{0}]", " {0} ", "{0}{0}")
        select string.Format(System.Globalization.CultureInfo.InvariantCulture, shape, value, name);

    [Fact]
    public void A_document_is_readable_exactly_when_it_can_be_read_and_written() => Prop.ForAll(Documents.ToArbitrary(), document =>
    {
        var bytes = Encoding.UTF8.GetBytes(document);
        ReadableJson.IsReadable(bytes).ShouldBe(CanBeWrittenAgain(bytes), document);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Invalid_UTF_8_is_not_readable() => Prop.ForAll<byte[]>(bytes =>
    {
        byte[] document = [(byte)'"', .. bytes.Where(b => b is not ((byte)'"' or (byte)'\\') and >= 0x20), (byte)'"'];
        ReadableJson.IsReadable(document).ShouldBe(CanBeWrittenAgain(document));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    [InlineData(500, false)]
    public void Depth_has_a_limit(int levels, bool isReadable)
    {
        var arrays = Encoding.UTF8.GetBytes(new string('[', levels) + new string(']', levels));
        ReadableJson.IsReadable(arrays).ShouldBe(isReadable);
        ReadableJson.IsReadableAfterParsing(arrays).ShouldBe(isReadable);
        ReadableJson.TryParse(arrays, out var value).ShouldBe(isReadable);
        value.ValueKind.ShouldBe(isReadable ? JsonValueKind.Array : JsonValueKind.Null);
    }

    [Fact]
    public void Brackets_in_strings_do_not_count_as_depth()
    {
        var text = Encoding.UTF8.GetBytes($"[\"{new string('[', 500)}\"]");
        ReadableJson.IsReadable(text).ShouldBeTrue();
        ReadableJson.IsReadableAfterParsing(text).ShouldBeTrue();
    }

    [Fact]
    public void Both_checks_agree() => Prop.ForAll(Documents.ToArbitrary(), document =>
    {
        var bytes = Encoding.UTF8.GetBytes(document);
        if (IsJson(bytes))
        {
            ReadableJson.IsReadableAfterParsing(bytes).ShouldBe(ReadableJson.IsReadable(bytes), document);
        }
    }).QuickCheckThrowOnFailure();

    private static bool IsJson(byte[] document)
    {
        try
        {
            JsonDocument.Parse(document).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool CanBeWrittenAgain(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            Walk(document.RootElement);
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static void Walk(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Walk(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    Walk(property.Value);
                }

                break;
        }
    }
}
