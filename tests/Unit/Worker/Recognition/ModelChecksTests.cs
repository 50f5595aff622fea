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
    public async Task A_try_that_failed_is_made_again_after_a_minute_and_until_then_what_was_found_holds()
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
    public async Task What_stands_in_a_file_holds_until_the_file_changes()
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
    public async Task While_another_file_is_looked_at_what_was_found_before_is_known()
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
    public async Task A_look_that_came_to_no_answer_is_none()
    {
        _findings.Enqueue(Task.FromException<ModelFinding>(new IOException("full")));
        _findings.Enqueue(Task.FromResult(new ModelFinding(null)));
        await Should.ThrowAsync<IOException>(_look.FindAsync);
        (await _look.FindAsync()).Problem.ShouldBeNull();
    }
}
