namespace Platform.Frontend.Elements;

/// <summary>Asks for confirmation before an action that cannot be undone; one question at a time for each tab.</summary>
internal sealed class Questions
{
    private TaskCompletionSource<bool>? _answer;

    /// <summary>Raised when a question is shown or closed.</summary>
    public event Action? Changed;

    public Question? Open { get; private set; }

    /// <summary>Asks a question; true if the answer is yes.</summary>
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

/// <summary>Represents a question.</summary>
/// <param name="Title">The question.</param>
/// <param name="Text">What will happen.</param>
/// <param name="Yes">The label of the confirming button.</param>
/// <param name="IsDangerous">Whether the action cannot be undone.</param>
internal sealed record Question(string Title, string Text, string Yes, bool IsDangerous);
