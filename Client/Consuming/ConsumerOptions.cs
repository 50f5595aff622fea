using System.ComponentModel.DataAnnotations;

namespace Platform.Client.Consuming;

/// <summary>How a queue is consumed.</summary>
public sealed class ConsumerOptions
{
    /// <summary>The queue's name.</summary>
    [Required]
    public string Queue { get; set; } = "";

    /// <summary>Messages worked on at the same time; 1 to 1,000 (4).</summary>
    [Range(1, 1_000)]
    public int Concurrency { get; set; } = 4;

    /// <summary>How long a request waits for messages; 0 to 30 s (20 s).</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>For how long a message is held; extended at a third of it until the message is done. 3 s to 12 h (30 s).</summary>
    [Range(typeof(TimeSpan), "00:00:03", "12:00:00")]
    public TimeSpan VisibilityTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a message that could not be worked off waits after its first delivery; doubled with each one. 0 to 1 h (1 s).</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest of these waits; 1 s to 12 h (5 min).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "12:00:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest pause while the API is away, reached by doubling from 200 ms; 1 s to 10 min (30 s).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan MaxBackOff { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long handlers may go on when the program stops; then they are cancelled and their messages given back. 0 to 1 h (20 s).</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(20);
}
