extern alias Recogniser;

using System.Text;
using System.Text.Json;
using Platform.Contracts.PublicApi;
using Platform.Contracts.Recognition;
using Recogniser::Platform.Recogniser.Lines;
using Shouldly;
using Xunit;

namespace Platform.Unit.Recogniser.Lines;

public sealed class EventWriterTests
{
    [Fact]
    public void Lines_stay_within_the_maximum_length()
    {
        using var output = new MemoryStream();
        var events = new EventWriter(output);
        // A surrogate pair is escaped to twelve characters.
        var words = Enumerable.Range(0, 100).Select(i => new CaptionWord(string.Concat(Enumerable.Repeat("\U0001F600", 60)), i + 0.123456789, i + 0.987654321, 0.123456789)).ToArray();
        events.Write(7, words);
        events.Write(7, new InvalidOperationException(new string('\u00e9', 10_000)));
        var lines = Encoding.UTF8.GetString(output.ToArray()).TrimEnd('\n').Split('\n');
        lines.ShouldAllBe(line => line.Length < ProtocolLimits.MaxLine);
        var read = lines.Select(line => JsonSerializer.Deserialize(line, RecognitionJson.Default.RecogniserEvent)!).ToArray();
        read.Where(line => line.Words is not null).Sum(line => line.Words!.Words.Count).ShouldBe(100);
        read.Count(line => line.Words is { Last: true }).ShouldBe(1);
        read[^1].Failed!.Part.ShouldBe(7);
    }

    [Fact]
    public void A_part_without_words_is_reported()
    {
        using var output = new MemoryStream();
        new EventWriter(output).Write(3, []);
        JsonSerializer.Deserialize(output.ToArray().AsSpan(..^1), RecognitionJson.Default.RecogniserEvent)!.Words.ShouldNotBeNull().Last.ShouldBeTrue();
    }
}
