using Google.Protobuf;

namespace Platform.ServiceDefaults.Files;

/// <summary>Keeps one message in a file that is whole at any time: a reader finds the message before or the new one, and never a part.</summary>
/// <typeparam name="T">The type of the message.</typeparam>
public sealed class KeptMessage<T>
    where T : class, IMessage<T>
{
    private const long MaxBytes = 16 * 1024 * 1024;

    private readonly string? _folder;
    private readonly string _name;
    private readonly MessageParser<T> _parser;

    /// <summary>Creates the keeper without touching the disk.</summary>
    /// <param name="folder">The folder, which is created when a message is written; null to keep none.</param>
    /// <param name="name">The name of the file.</param>
    /// <param name="parser">Reads the message.</param>
    public KeptMessage(string? folder, string name, MessageParser<T> parser) => (_folder, _name, _parser) = (folder, name, parser);

    /// <summary>Reads the message; null if there is none, or none that can be read.</summary>
    public T? Read()
    {
        if (_folder is null)
        {
            return null;
        }

        try
        {
            var file = new FileInfo(Path.Combine(_folder, _name));
            return file.Exists && file.Length <= MaxBytes ? _parser.ParseFrom(File.ReadAllBytes(file.FullName)) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidProtocolBufferException)
        {
            return null;
        }
    }

    /// <summary>Writes the message.</summary>
    /// <exception cref="IOException">It could not be written; the message before is still there.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder belongs to somebody else.</exception>
    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_folder is null)
        {
            return;
        }

        var folder = PrivateFiles.CreateFolder(_folder);

        // Replicas may share the folder: each writes a file of its own and renames it.
        var draft = Path.Combine(folder, $".{_name}.{Environment.MachineName}.{Environment.ProcessId}");
        try
        {
            var stream = PrivateFiles.Open(draft, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.Asynchronous);
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(message.ToByteArray(), cancellationToken).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            File.Move(draft, Path.Combine(folder, _name), overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
