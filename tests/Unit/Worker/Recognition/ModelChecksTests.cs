using Platform.Worker.Recognition;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Recognition;

public sealed class ModelChecksTests
{
    private readonly ManualTime _time = new();
    private readonly Queue<Task<ModelFinding>> _findings = new();
    private readonly ModelChecks _look;
    private string _files = "one";
    private int _looks;

    public ModelChecksTests() => _look = new ModelChecks(
        () => _files,
        _ =>
        {
            _looks++;
            return _findings.Dequeue();
        },
        _time);

    [Fact]
    public async Task A_failed_check_is_cached_for_a_minute()
    {
        var again = new TaskCompletionSource<ModelFinding>();
        _findings.Enqueue(Task.FromResult(new ModelFinding("no memory", MayPass: true)));
        _findings.Enqueue(again.Task);
        (await _look.FindAsync()).Problem.ShouldBe("no memory");
        _time.Advance(TimeSpan.FromSeconds(59));
        (await _look.FindAsync()).Problem.ShouldBe("no memory");
        _looks.ShouldBe(1);

        _time.Advance(TimeSpan.FromSeconds(1));
        var found = _look.FindAsync();
        found.IsCompleted.ShouldBeFalse();
        _look.Known!.Problem.ShouldBe("no memory", "health does not go to and fro");
        again.SetResult(new ModelFinding(null));
        (await found).Problem.ShouldBeNull();
        _time.Advance(TimeSpan.FromDays(1));
        _look.Known!.Problem.ShouldBeNull();
        _looks.ShouldBe(2);
    }

    [Fact]
    public async Task A_result_is_cached_until_the_file_changes()
    {
        _findings.Enqueue(Task.FromResult(new ModelFinding("it is cut off")));
        _findings.Enqueue(Task.FromResult(new ModelFinding(null)));
        (await _look.FindAsync()).Problem.ShouldBe("it is cut off");
        _time.Advance(TimeSpan.FromDays(1));
        (await _look.FindAsync()).Problem.ShouldBe("it is cut off");
        _files = "another";
        (await _look.FindAsync()).Problem.ShouldBeNull();
        _looks.ShouldBe(2);
    }

    [Fact]
    public async Task The_previous_result_is_used_while_another_file_is_checked()
    {
        var again = new TaskCompletionSource<ModelFinding>();
        _findings.Enqueue(Task.FromResult(new ModelFinding("it is cut off")));
        _findings.Enqueue(again.Task);
        await _look.FindAsync();
        _files = "another";
        _look.Known!.Problem.ShouldBe("it is cut off");
        var found = _look.FindAsync();
        again.SetResult(new ModelFinding("its hash is wrong"));
        await found;
        _look.Known!.Problem.ShouldBe("its hash is wrong");
    }

    [Fact]
    public async Task An_inconclusive_check_is_not_cached()
    {
        _findings.Enqueue(Task.FromException<ModelFinding>(new IOException("full")));
        _findings.Enqueue(Task.FromResult(new ModelFinding(null)));
        await Should.ThrowAsync<IOException>(_look.FindAsync);
        (await _look.FindAsync()).Problem.ShouldBeNull();
    }
}
