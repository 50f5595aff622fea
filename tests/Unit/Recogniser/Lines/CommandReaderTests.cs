extern alias Recogniser;

using System.Text;
using Platform.Contracts.Recognition;
using Recogniser::Platform.Recogniser.Lines;
using Shouldly;
using Xunit;

namespace Platform.Unit.Recogniser.Lines;

public sealed class CommandReaderTests
{
    [Fact]
    public async Task Lines_are_read_one_by_one_until_the_end()
    {
        using var lines = Read("{\"detect\":{\"part\":3}}\n{\"end\":{}}\n");
        (await lines.ReadAsync(default))!.Detect.ShouldBe(new PartCommand(3));
        (await lines.ReadAsync(default))!.End.ShouldNotBeNull();
        (await lines.ReadAsync(default)).ShouldBeNull();
    }

    [Theory]
    [InlineData("{\"detect\":{\"part\":3}}")]
    [InlineData("null\n")]
    [InlineData("{\n")]
    public async Task Invalid_lines_are_refused(string text)
    {
        using var lines = Read(text);
        await Should.ThrowAsync<InvalidDataException>(async () => await lines.ReadAsync(default));
    }

    [Fact]
    public async Task An_unterminated_line_is_discarded()
    {
        using var lines = Read(new string(' ', 10 * ProtocolLimits.MaxLine));
        (await Should.ThrowAsync<InvalidDataException>(async () => await lines.ReadAsync(default))).Message.ShouldContain("too long");
    }

    private static CommandReader Read(string text) => new(new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
