using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Platform.Contracts.PublicApi;
using Platform.Contracts.Recognition;
using Platform.Testkit.Waiting;
using Platform.Worker.Processes;
using Platform.Worker.Recognition;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Recognition;

/// <summary>The worker's side of the talk with its recogniser; the program is played by the test.</summary>
public sealed class RecogniserClientTests : IDisposable
{
    private readonly Pipe _toProgram = new();
    private readonly Pipe _fromProgram = new();
    private readonly ManualTime _time = new();
    private readonly StreamReader _asked;
    private readonly RecogniserClient _talk;

    public RecogniserClientTests()
    {
        _asked = new StreamReader(_toProgram.Reader.AsStream(), Encoding.UTF8);
        _talk = new RecogniserClient(_toProgram.Writer.AsStream(), _fromProgram.Reader.AsStream(), maxParts: 3, _time);
    }

    public void Dispose()
    {
        _talk.Dispose();
        _asked.Dispose();
    }

    [Fact]
    public async Task Parts_arrive_during_recognition_and_answers_reach_their_caller()
    {
        await SayAsync(new RecogniserEvent(Hello: new HelloEvent(ProtocolLimits.Version)));
        (await _talk.BeginAsync(default)).ShouldBeTrue();
        await _talk.StartAsync(new StartCommand("m", "v", "s", "Names, terms.", Translate: true, Sounds: false, Beam: 0), default);
        (await AskedAsync()).Start.ShouldBe(new StartCommand("m", "v", "s", "Names, terms.", Translate: true, Sounds: false, Beam: 0));
        await SayAsync(new RecogniserEvent(Part: new FoundPart(0, 0.5, 20)), new RecogniserEvent(Ready: new ReadyEvent(0.6)), new RecogniserEvent(Searched: new SearchedEvent(30, End: false)));
        await _talk.ReadyAsync(default);

        await using var parts = _talk.PartsAsync(default).GetAsyncEnumerator();
        (await parts.MoveNextAsync()).ShouldBeTrue();
        parts.Current.ShouldBe(new FoundPart(0, 0.5, 20));
        var language = _talk.DetectAsync(0, default);
        (await AskedAsync()).Detect.ShouldBe(new PartCommand(0));
        await SayAsync(new RecogniserEvent(Language: new LanguageEvent(0, "de", 0.98)));
        (await language).ShouldBe(new LanguageEvent(0, "de", 0.98));

        var first = _talk.RecogniseAsync(0, "de", default);
        (await AskedAsync()).Recognise.ShouldBe(new RecogniseCommand(0, "de"));
        await SayAsync(new RecogniserEvent(Part: new FoundPart(1, 31, 10)));
        (await parts.MoveNextAsync()).ShouldBeTrue();
        var second = _talk.RecogniseAsync(1, "de", default);
        (await AskedAsync()).Recognise.ShouldBe(new RecogniseCommand(1, "de"));
        CaptionWord[] words = [new("eins", 31, 31.5, 0.9), new("zwei", 31.5, 32, 0.8)];
        await SayAsync(
            new RecogniserEvent(Words: new WordsEvent(1, [words[0]], Last: false)),
            new RecogniserEvent(Failed: new FailedEvent(0, "InvalidOperationException: too quiet")),
            new RecogniserEvent(Words: new WordsEvent(1, [words[1]], Last: true)),
            new RecogniserEvent(Searched: new SearchedEvent(60, End: true)));
        (await second).ShouldBe(words);
        (await Should.ThrowAsync<RecogniserExitedException>(() => first)).Message.ShouldContain("too quiet");
        (await parts.MoveNextAsync()).ShouldBeFalse();
        _talk.Search.ShouldBe(new SearchProgress(60, 30, 2, HasEnded: true));

        var end = _talk.EndAsync(default);
        (await AskedAsync()).End.ShouldNotBeNull();
        await SayAsync(new RecogniserEvent(Ended: new EndedEvent(3.5, 1 << 20)));
        await _fromProgram.Writer.CompleteAsync();
        (await end).ShouldBe(new EndedEvent(3.5, 1 << 20));
    }

    [Fact]
    public async Task A_program_that_does_not_start_is_distinguished_from_one_that_fails()
    {
        var begin = _talk.BeginAsync(default);
        await _fromProgram.Writer.CompleteAsync();
        (await begin).ShouldBeFalse();
    }

    [Fact]
    public async Task Callers_do_not_wait_for_an_ended_program()
    {
        await SayAsync(new RecogniserEvent(Hello: new HelloEvent(ProtocolLimits.Version)), new RecogniserEvent(Ready: new ReadyEvent(0)));
        await _talk.BeginAsync(default);
        var words = _talk.RecogniseAsync(0, "en", default);
        var share = _talk.WhileRunningAsync(async token =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return 1;
        }, default);
        await using var parts = _talk.PartsAsync(default).GetAsyncEnumerator();
        var part = parts.MoveNextAsync().AsTask();
        await SayAsync(new RecogniserEvent(Failed: new FailedEvent(null, "OutOfMemoryException")));
        await _fromProgram.Writer.CompleteAsync();

        foreach (var waiting in (Task[])[words, share, part])
        {
            (await Should.ThrowAsync<Exception>(() => waiting)).Message.ShouldContain("OutOfMemoryException");
        }

        await Should.ThrowAsync<RecogniserExitedException>(() => _talk.RecogniseAsync(1, "en", default));
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"part":{"index":7,"start":0,"seconds":1}}""")]
    [InlineData("""{"words":{"part":5,"words":[],"last":true}}""")]
    [InlineData("""{"hello":{"version":999}}""")]
    public async Task An_invalid_message_ends_the_conversation(string line)
    {
        await _fromProgram.Writer.WriteAsync(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new RecogniserEvent(Hello: new HelloEvent(ProtocolLimits.Version)), RecognitionJson.Default.RecogniserEvent) + "\n" + line + "\n"));
        await _talk.BeginAsync(default);
        await Should.ThrowAsync<RecogniserExitedException>(() => _talk.ReadyAsync(default));
    }

    [Fact]
    public async Task The_number_of_parts_is_limited_by_the_length_of_the_sound()
    {
        await SayAsync([new RecogniserEvent(Hello: new HelloEvent(ProtocolLimits.Version)), .. Enumerable.Range(0, 5).Select(i => new RecogniserEvent(Part: new FoundPart(i, i, 1)))]);
        await _talk.BeginAsync(default);
        await Should.ThrowAsync<RecogniserExitedException>(() => _talk.ReadyAsync(default));
    }

    [Fact]
    public async Task An_overlong_line_is_refused()
    {
        BoundedLines.MaxChars.ShouldBe(ProtocolLimits.MaxLine);
        await SayAsync(new RecogniserEvent(Hello: new HelloEvent(ProtocolLimits.Version)));
        await _talk.BeginAsync(default);
        await SayAsync(new RecogniserEvent(Failed: new FailedEvent(0, new string('x', ProtocolLimits.MaxLine))));
        await Should.ThrowAsync<RecogniserExitedException>(() => _talk.ReadyAsync(default));
    }

    [Theory]
    [InlineData("""{"words":{"part":0,"last":true}}""")]
    [InlineData("""{"words":{"part":0,"words":[{"start":1,"end":2}],"last":true}}""")]
    [InlineData("""{"words":{"part":0,"words":[null],"last":true}}""")]
    public async Task Invalid_words_end_the_conversation_for_their_caller(string line)
    {
        await SayAsync(new RecogniserEvent(Hello: new HelloEvent(ProtocolLimits.Version)));
        await _talk.BeginAsync(default);
        var words = _talk.RecogniseAsync(0, "en", default);
        await _fromProgram.Writer.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
        await Should.ThrowAsync<RecogniserExitedException>(() => words);
    }

    [Theory]
    [InlineData("""{"hello":{"version":999}}""")]
    [InlineData("Welcome!")]
    public async Task A_program_with_another_greeting_is_refused_at_once(string line)
    {
        await _fromProgram.Writer.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
        await Should.ThrowAsync<RecogniserExitedException>(() => _talk.BeginAsync(default));
    }

    [Fact]
    public async Task A_search_may_take_long_but_must_make_progress()
    {
        await SayAsync(new RecogniserEvent(Hello: new HelloEvent(ProtocolLimits.Version)));
        await _talk.BeginAsync(default);
        await using var parts = _talk.PartsAsync(default).GetAsyncEnumerator();
        var first = parts.MoveNextAsync().AsTask();
        await SayAsync(new RecogniserEvent(Searched: new SearchedEvent(10, End: false)));
        await Eventually.BecomesTrueAsync(() => _talk.Search.Seconds > 0);
        _time.Advance(TimeSpan.FromMinutes(13));
        await SayAsync(new RecogniserEvent(Part: new FoundPart(0, 10, 20)));
        (await first).ShouldBeTrue();

        var second = parts.MoveNextAsync().AsTask();
        _time.Advance(TimeSpan.FromMinutes(13));
        await Should.ThrowAsync<ChildTimeoutException>(() => second);
    }

    [Fact]
    public async Task Decoding_a_part_may_repeat_but_must_make_progress()
    {
        await SayAsync(new RecogniserEvent(Hello: new HelloEvent(ProtocolLimits.Version)));
        await _talk.BeginAsync(default);
        var often = _talk.RecogniseAsync(0, "en", default);
        var stuck = _talk.RecogniseAsync(1, "en", default);
        // Both are waited for once both questions are out; what is told after them is read after them.
        (await AskedAsync()).Recognise.ShouldNotBeNull();
        (await AskedAsync()).Recognise.ShouldNotBeNull();
        await SayAsync(new RecogniserEvent(Decoding: new DecodingEvent(0)), new RecogniserEvent(Searched: new SearchedEvent(10, End: false)));
        await Eventually.BecomesTrueAsync(() => _talk.Search.Seconds > 0);
        _time.Advance(TimeSpan.FromMinutes(13));
        await Should.ThrowAsync<ChildTimeoutException>(() => stuck);
        await SayAsync(new RecogniserEvent(Words: new WordsEvent(0, [new CaptionWord("eins", 1, 2, 0.9)], Last: true)));
        (await often).ShouldHaveSingleItem();
    }

    private async Task SayAsync(params RecogniserEvent[] lines)
    {
        foreach (var line in lines)
        {
            await _fromProgram.Writer.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(line, RecognitionJson.Default.RecogniserEvent), (byte)'\n']);
        }
    }

    private async Task<RecogniserCommand> AskedAsync() =>
        JsonSerializer.Deserialize((await _asked.ReadLineAsync())!, RecognitionJson.Default.RecogniserCommand)!;
}
