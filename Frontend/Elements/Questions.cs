namespace Platform.Frontend.Elements;

/// <summary>Asks before something that cannot be undone; one question at a time for each tab.</summary>
internal sealed class Questions
{
    private TaskCompletionSource<bool>? _answer;

    /// <summary>Raised when a question comes or goes.</summary>
    public event Action? Changed;

    public Question? Open { get; private set; }

    /// <summary>True when the answer is yes.</summary>
    public Task<bool> AskAsync(Question question)
    {
        _answer?.TrySetResult(false);
        _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Open = question;
        Changed?.Invoke();
        return _answer.Task;
    }

    public void Answer(bool yes)
    {
        Open = null;
        _answer?.TrySetResult(yes);
        _answer = null;
        Changed?.Invoke();
    }
}

/// <summary>What is asked.</summary>
/// <param name="Title">The question.</param>
/// <param name="Text">What will happen.</param>
/// <param name="Yes">Label of the button that does it.</param>
/// <param name="IsDangerous">Cannot be undone.</param>
internal sealed record Question(string Title, string Text, string Yes, bool IsDangerous);
