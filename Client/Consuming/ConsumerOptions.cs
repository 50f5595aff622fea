using System.ComponentModel.DataAnnotations;

namespace Platform.Client.Consuming;

/// <summary>Configures the consumer of a queue.</summary>
public sealed class ConsumerOptions
{
    /// <summary>Gets or sets the name of the queue.</summary>
    [Required]
    public string Queue { get; set; } = "";

    /// <summary>Gets or sets the number of messages handled concurrently; 1 to 1,000 (4).</summary>
    [Range(1, 1_000)]
    public int Concurrency { get; set; } = 4;

    /// <summary>Gets or sets how long a request waits for messages; 0 to 30 s (20 s).</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Gets or sets the visibility timeout, which is extended at a third of it until the message is done; 3 s to 12 h (30 s).</summary>
    [Range(typeof(TimeSpan), "00:00:03", "12:00:00")]
    public TimeSpan VisibilityTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the delay of a failed message after its first delivery, which doubles with each one; 0 to 1 h (1 s).</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets the maximum of these delays; 1 s to 12 h (5 min).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "12:00:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets the maximum pause while the API is unavailable, reached by doubling from 200 ms; 1 s to 10 min (30 s).</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan MaxBackOff { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Gets or sets how long handlers may run after the program is asked to stop; then they are cancelled and their messages returned to the queue. 0
    /// to 1 h (20 s).
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(20);
}
