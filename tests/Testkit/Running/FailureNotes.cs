using System.Collections.Concurrent;

namespace Platform.Testkit.Running;

/// <summary>
/// Notes about tests that are failing, by their class: what a page showed cannot be asked any more once the failure is reported, because it is closed
/// with the test. Tests of a class run one after another.
/// </summary>
public sealed class FailureNotes
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<FailureNote>> _notes = new(StringComparer.Ordinal);

    /// <summary>The notes of this process.</summary>
    public static FailureNotes Shared { get; } = new();

    /// <summary>Adds a note.</summary>
    /// <param name="testClass">The name of the test class without its namespace.</param>
    /// <param name="note">What was seen.</param>
    public void Add(string testClass, FailureNote note) =>
        _notes.GetOrAdd(testClass, static _ => new ConcurrentQueue<FailureNote>()).Enqueue(note);

    /// <summary>Returns the notes of a class, the oldest first.</summary>
    public IReadOnlyList<FailureNote> Of(string testClass) => _notes.TryGetValue(testClass, out var notes) ? [.. notes] : [];

    /// <summary>Drops the notes of a class, whose next test begins.</summary>
    public void Clear(string testClass) => _notes.TryRemove(testClass, out _);
}
