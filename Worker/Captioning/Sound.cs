using Platform.Contracts.PublicApi;
using Platform.ObjectStorage;
using Platform.ServiceDefaults.Files;
using Platform.Worker.Kinds;
using Platform.Worker.Media;
using Platform.Worker.Splitting;

namespace Platform.Worker.Captioning;

/// <summary>Provides the decoded sound of a recording, which is copied to this machine when first needed.</summary>
internal sealed class Sound(MediaTools tools, IObjectStore store, ObjectInfo source, string folder)
{
    private readonly string _file = Path.Combine(folder, "source");
    private SelectedSound? _selected;

    public string Samples { get; } = Path.Combine(folder, "sound.pcm");

    public async Task<MediaInfo> ProbeAsync(CancellationToken cancellationToken)
    {
        await CopyAsync(cancellationToken);
        return await tools.ProbeAsync(_file, cancellationToken);
    }

    /// <summary>Decodes the first track that contains speech.</summary>
    /// <param name="info">The result of the probe.</param>
    /// <param name="tracks">The tracks, best first.</param>
    /// <param name="trusted">How many of the tracks are accepted if they have any sound; the others must have the rhythm of speech.</param>
    /// <param name="mayBeSilent">Whether a track without any sound is accepted if no other has any, because nothing is recognised.</param>
    /// <param name="progress">Called with the decoded seconds.</param>
    /// <param name="cancellationToken">Kills the decoder.</param>
    public async Task<SelectedSound> DecodeFirstAsync(
        MediaInfo info, IReadOnlyList<TrackInfo> tracks, int trusted, bool mayBeSilent, Action<double> progress, CancellationToken cancellationToken)
    {
        SelectedSound? fallback = null;
        SelectedSound? silent = null;
        JobFailedException? failure = null;
        for (var i = 0; i < tracks.Count; i++)
        {
            SelectedSound selected;
            try
            {
                selected = await DecodeAudibleMixAsync(info, tracks[i], progress, cancellationToken);
            }
            catch (JobFailedException error) when (error.Error.Code is "not_media" or "truncated_media")
            {
                // This track cannot be decoded at all; another one may be intact.
                failure = error;
                continue;
            }

            var isLoud = selected.Sound.Levels.Any(static level => level >= SoundLevels.QuietestSpeech);
            if (isLoud && (i < trusted || SoundLevels.Swings(selected.Sound.Levels)))
            {
                return selected;
            }

            fallback = isLoud ? fallback ?? selected : fallback;
            silent ??= mayBeSilent ? selected : null;
        }

        return (fallback ?? silent) is { } last ? await DecodeAsync(info, last.Track, last.Mix, progress, cancellationToken)
            : throw failure ?? MediaErrors.NoSpeech();
    }

    /// <summary>Decodes a track.</summary>
    public async Task<SelectedSound> DecodeAsync(MediaInfo info, TrackInfo track, ChannelMix mix, Action<double> progress, CancellationToken cancellationToken)
    {
        if (_selected is { } selected && selected.Track.Index == track.Index && selected.Mix == mix)
        {
            return selected;
        }

        await CopyAsync(cancellationToken);
        return _selected = new SelectedSound(track, mix, await tools.DecodeAsync(_file, info, track, mix, Samples, progress, cancellationToken));
    }

    /// <summary>Determines whether the file is cut off, and the length of the recording, of which the picture may be longer than the sound.</summary>
    /// <returns>What is missing, or null for a complete file; and the presentation time at which sound and picture have ended, in seconds.</returns>
    public async Task<(IncompleteRecording? Incomplete, double Length)> CheckEndAsync(MediaInfo info, SelectedSound selected, CancellationToken cancellationToken)
    {
        var end = selected.Sound.EndSeconds;
        var whole = Completeness.Missing(info, selected.Track, end, source.Length);
        var last = whole is null && !Completeness.MayGoOn(info, end) ? end : Math.Max(end, await tools.EndAsync(_file, info, cancellationToken));
        var isCut = whole - last > Completeness.Slack;
        return (isCut || info.IsCutInside ? Completeness.Mark(end, isCut ? whole : null) : null, Completeness.IsBelievable(last) ? last : end);
    }

    /// <summary>Deletes the copy of the recording; only its sound is needed from here on.</summary>
    public void DropFile() => File.Delete(_file);

    private async Task<SelectedSound> DecodeAudibleMixAsync(MediaInfo info, TrackInfo track, Action<double> progress, CancellationToken cancellationToken)
    {
        var selected = await DecodeAsync(info, track, ChannelMix.All, progress, cancellationToken);
        return selected.Sound.LoudestMix == ChannelMix.All
            ? selected
            : await DecodeAsync(info, track, selected.Sound.LoudestMix, progress, cancellationToken);
    }

    private async Task CopyAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(_file))
        {
            return;
        }

        await using (var content = await store.OpenReadAsync(source.Key, range: null, cancellationToken) ?? throw MediaErrors.UploadMissing())
        {
            await using var file = PrivateFiles.Open(_file, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.Asynchronous);
            await content.Content.CopyToAsync(file, 1 << 17, cancellationToken);
        }

        await StreamedHeader.FillInAsync(_file, cancellationToken);
    }
}
