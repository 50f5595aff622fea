using Microsoft.Extensions.DependencyInjection;
using Platform.Testkit.Waiting;
using Platform.Worker.Processes;
using Shouldly;
using Xunit;

namespace Platform.Integration.Worker;

/// <summary>A child process that is talked to stays tied to this one as any other.</summary>
public sealed class ChildTalkTests : IAsyncLifetime
{
    private readonly CaptionsHarness _captions = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _captions.DisposeAsync();

    [Fact]
    public async Task Lines_are_answered_until_the_program_ends()
    {
        List<string> answers = [];
        var result = await Child.TalkAsync(
            Command("while read -r line; do [ \"$line\" = end ] && exit 7; printf '<%s>\\n' \"$line\"; done"),
            async (input, output) =>
            {
                using var lines = new BoundedLines(output);
                foreach (var line in (string[])["one two", "{\"a\":\"\\n%s\"}"])
                {
                    await input.WriteAsync(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
                    await input.FlushAsync();
                    answers.Add((await lines.ReadAsync())!);
                }

                await input.WriteAsync("end\n"u8.ToArray());
                await input.FlushAsync();
                (await lines.ReadAsync()).ShouldBeNull();
            },
            CancellationToken.None);
        answers.ShouldBe(["<one two>", "<{\"a\":\"\\n%s\"}>"]);
        result.ExitCode.ShouldBe(7);
    }

    [Fact]
    public async Task A_program_that_reads_nothing_is_killed_when_the_conversation_is_cancelled()
    {
        var command = Command("echo up; while :; do sleep 1000; done");
        using var stop = new CancellationTokenSource();
        var up = new TaskCompletionSource();
        var talk = Child.TalkAsync(
            command,
            async (input, output) =>
            {
                using var lines = new BoundedLines(output);
                (await lines.ReadAsync()).ShouldBe("up");
                await input.WriteAsync(new byte[10_000]);
                up.SetResult();
                (await lines.ReadAsync()).ShouldBeNull();
            },
            stop.Token);
        await up.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => talk);
        await Eventually.BecomesTrueAsync(() => Children.Of(command.InputPipe!).Count == 0);
    }

    [Fact]
    public async Task A_failed_conversation_kills_the_program()
    {
        var command = Command("while :; do sleep 1000; done");
        await Should.ThrowAsync<InvalidDataException>(() => Child.TalkAsync(command, (_, _) => Task.FromException(new InvalidDataException()), CancellationToken.None));
        await Eventually.BecomesTrueAsync(() => Children.Of(command.InputPipe!).Count == 0);
    }

    [Fact]
    public async Task A_timeout_inside_the_conversation_is_not_reported_as_a_timeout_of_the_program()
    {
        var command = Command("while :; do sleep 1000; done");
        await Should.ThrowAsync<OperationCanceledException>(() => Child.TalkAsync(
            command, (_, _) => Task.FromException(new OperationCanceledException("A client's own timeout.")), CancellationToken.None));
        await Eventually.BecomesTrueAsync(() => Children.Of(command.InputPipe!).Count == 0);
    }

    private ChildProcess Child => _captions.Services.GetRequiredService<ChildProcess>();

    private ChildCommand Command(string script) =>
        new("sh", ["-c", script], TimeSpan.FromMinutes(2)) { InputPipe = _captions.Folder.File($"{Guid.CreateVersion7():N}.pipe"), WorkingFolder = _captions.Folder.Path };
}
