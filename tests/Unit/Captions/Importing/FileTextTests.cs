using System.Text;
using Platform.Captions.Importing;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.Captions.Importing;

public sealed class FileTextTests
{
    private const string Text = "\u00e9\r\n\ud83d\ude00";

    public static TheoryData<byte[]> Files => new()
    {
        Encoding.UTF8.GetBytes(Text),
        WithMark(Encoding.UTF8),
        WithMark(Encoding.Unicode),
        WithMark(Encoding.BigEndianUnicode),
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Encodings_of_captions_are_recognised(byte[] file) => FileText.Decode(file).ShouldBe(Text);

    [Theory]
    [InlineData(new byte[] { (byte)'a', (byte)'\n', (byte)'\n', (byte)'b', 0xe9, (byte)'\n' }, 3)]
    [InlineData(new byte[] { 0xff }, 1)]
    [InlineData(new byte[] { 0xff, 0xfe, (byte)'a', 0, (byte)'\n', 0, 0, 0xd8, (byte)'b', 0 }, 2)]
    public void Other_encodings_are_refused_with_the_line(byte[] file, int line)
    {
        var refusal = Should.Throw<CaptionFileException>(() => FileText.Decode(file));
        (refusal.Line, refusal.Rule.Rule).ShouldBe((line, FieldRules.Text));
        refusal.Message.ShouldStartWith($"Line {line}: ");
    }

    [Fact]
    public void Lines_end_in_any_way() => FileText.Lines("a\r\nb\nc\r\rd").ShouldBe(["a", "b", "c", "", "d"]);

    private static byte[] WithMark(Encoding encoding) => [.. encoding.GetPreamble(), .. encoding.GetBytes(Text)];
}
