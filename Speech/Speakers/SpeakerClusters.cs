namespace Platform.Speech.Speakers;

/// <summary>Assigns a speaker to each window, with a known or unknown number of speakers.</summary>
internal static class SpeakerClusters
{
    /// <summary>The maximum number of speakers that are distinguished.</summary>
    public const int MaxSpeakers = 6;

    private const int MinWindows = 3;
    private const int StartsWhenGiven = 10;
    private const int StartsWhenFound = 5;

    // With these three values recordings of one person remain whole and conversations are separated; they were measured together.
    private const double ApartFrom = 0.30;
    private const float SameFrom = 0.88f;
    private const double MinSeconds = 3;

    /// <summary>Assigns the speaker of each window, from 0, for a known number of speakers; someone who hardly speaks may be missed.</summary>
    public static int[] Given(VoiceVectors vectors, IReadOnlyList<VoiceWindow> windows, int speakers, CancellationToken cancellationToken)
    {
        var groups = Math.Clamp(Math.Min(speakers, vectors.Count), 1, MaxSpeakers);
        return Smoothing.Smooth(vectors, windows, KMeans.Group(vectors, groups, StartsWhenGiven, cancellationToken), groups);
    }

    /// <summary>Assigns the speaker of each window for an unknown number of speakers; all 0 if one is more probable than two.</summary>
    public static int[] Found(VoiceVectors vectors, IReadOnlyList<VoiceWindow> windows, CancellationToken cancellationToken)
    {
        var labels = new int[vectors.Count];
        var best = ApartFrom;
        for (var groups = 2; vectors.Count >= MinWindows && groups <= Math.Min(MaxSpeakers, vectors.Count - 1); groups++)
        {
            var tried = KMeans.Group(vectors, groups, StartsWhenFound, cancellationToken);
            var silhouette = Silhouette.Mean(vectors, tried, groups);
            if (silhouette > best)
            {
                (labels, best) = (tried, silhouette);
            }
        }

        JoinSmall(vectors, windows, labels);
        labels = Smoothing.Smooth(vectors, windows, labels, MaxSpeakers);
        JoinSmall(vectors, windows, labels);
        JoinAlike(vectors, labels);
        return Smoothing.Smooth(vectors, windows, labels, MaxSpeakers);
    }

    // A laugh or a jingle sounds different from everyone and is not a speaker.
    private static void JoinSmall(VoiceVectors vectors, IReadOnlyList<VoiceWindow> windows, int[] labels)
    {
        while (true)
        {
            var seconds = new double[MaxSpeakers];
            for (var i = 0; i < labels.Length; i++)
            {
                seconds[labels[i]] += windows[i].Seconds;
            }

            int[] present = [.. labels.Distinct()];
            var smallest = present.Length > 1 ? present.MinBy(group => seconds[group]) : -1;
            if (smallest < 0 || seconds[smallest] >= MinSeconds)
            {
                return;
            }

            var centroids = Centroids.Of(vectors, labels, MaxSpeakers);
            var nearest = present.Where(group => group != smallest).MaxBy(group => centroids.Similarity(smallest, group));
            Join(labels, smallest, nearest);
        }
    }

    private static void JoinAlike(VoiceVectors vectors, int[] labels)
    {
        while (true)
        {
            var centroids = Centroids.Of(vectors, labels, MaxSpeakers);
            int[] present = [.. labels.Distinct()];
            var closest = present.SelectMany(a => present.Where(b => b < a), (a, b) => (From: a, To: b, Similarity: centroids.Similarity(a, b)))
                .DefaultIfEmpty().MaxBy(static pair => pair.Similarity);
            if (closest.Similarity < SameFrom)
            {
                return;
            }

            Join(labels, closest.From, closest.To);
        }
    }

    private static void Join(int[] labels, int group, int with)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = labels[i] == group ? with : labels[i];
        }
    }
}
