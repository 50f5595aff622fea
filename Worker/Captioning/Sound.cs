using Platform.ObjectStorage;
using Platform.Worker.Media;

namespace Platform.Worker.Captioning;

/// <summary>The recording on this machine: copied and decoded when first needed.</summary>
internal sealed class Sound(MediaTools tools, IObjectStore store, ObjectInfo source, string folder)
{
    private readonly string _file = Path.Combine(folder, "source");
    private double? _seconds;

    public string Samples { get; } = Path.Combine(folder, "sound.pcm");

    public async Task<MediaInfo> ProbeAsync(CancellationToken cancellationToken)
    {
        await CopyAsync(cancellationToken).ConfigureAwait(false);
        return await tools.ProbeAsync(_file, cancellationToken).ConfigureAwait(false);
    }

    public async Task<double> DecodeAsync(MediaInfo info, Action<double> progress, CancellationToken cancellationToken)
    {
        if (_seconds is not { } seconds)
        {
            await CopyAsync(cancellationToken).ConfigureAwait(false);
            _seconds = seconds = await tools.DecodeAsync(_file, info, Samples, progress, cancellationToken).ConfigureAwait(false);
            File.Delete(_file);
        }

        return seconds;
    }

    private async Task CopyAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(_file))
        {
            return;
        }

        var content = await store.OpenReadAsync(source.Key, range: null, cancellationToken).ConfigureAwait(false) ?? throw MediaErrors.UploadMissing();
        await using (content.ConfigureAwait(false))
        {
            var file = new FileStream(_file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
            {
                await content.Content.CopyToAsync(file, 1 << 17, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
