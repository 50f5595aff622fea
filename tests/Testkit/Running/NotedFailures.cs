using System.Globalization;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Platform.Testkit.Running;

/// <summary>Passes on what xunit reports; the message of a failed test begins with what is noted about it.</summary>
/// <param name="sink">Who gets the reports.</param>
/// <param name="notes">The notes.</param>
/// <param name="folder">Where the pictures of failed tests are kept; created when there is one.</param>
public sealed class NotedFailures(IMessageSink sink, FailureNotes notes, string folder) : LongLivedMarshalByRefObject, IMessageSink
{
    // eng/run-tests prints the first 400 characters of a message: part of them belong to the notes.
    private const int MaxReason = 140;

    /// <inheritdoc />
    public bool OnMessage(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestStarting starting:
                notes.Clear(NameOf(starting.TestClass));
                break;
            case ITestFailed failed when notes.Of(NameOf(failed.TestClass)) is { Count: > 0 } found:
                return sink.OnMessage(Explained(failed, found));
        }

        return sink.OnMessage(message);
    }

    private static string NameOf(ITestClass tests) => tests.Class.Name[(tests.Class.Name.LastIndexOf('.') + 1)..];

    private TestFailed Explained(ITestFailed failed, IReadOnlyList<FailureNote> found)
    {
        string[] messages = failed.Messages.Length > 0 ? [.. failed.Messages] : [""];
        string[] lines = [$"{ReasonOf(messages[0])} | {string.Join(" | ", found.Select(note => note.Text))}", messages[0], .. found.Select((note, index) => KeepPicture(failed, note, index + 1)).OfType<string>()];
        messages[0] = string.Join('\n', lines);
        return new TestFailed(failed.Test, failed.ExecutionTime, failed.Output, failed.ExceptionTypes, messages, failed.StackTraces, failed.ExceptionParentIndices);
    }

    private static string ReasonOf(string message)
    {
        var line = message.ReplaceLineEndings(" ").Trim();
        return line.Length > MaxReason ? line[..MaxReason] + "…" : line;
    }

    private string? KeepPicture(ITestFailed failed, FailureNote note, int number)
    {
        if (note.Picture.IsEmpty)
        {
            return null;
        }

        var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{NameOf(failed.TestClass)}.{failed.TestMethod.Method.Name}-{number}.png"));
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(file, note.Picture.Span);
            return "Picture: " + file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"No picture: {exception.Message}";
        }
    }
}
