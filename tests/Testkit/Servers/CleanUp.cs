namespace Platform.Testkit.Servers;

/// <summary>Removes what a test class leaves on a server that goes away with the run anyhow.</summary>
internal static class CleanUp
{
    private const int Attempts = 5;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Tries some times, then lets it be: what is left over harms nobody, but a failure here would fail a run whose tests all passed.</summary>
    public static async Task TryAsync(Func<Task> remove)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            try
            {
                await remove();
                return;
            }
            catch (Exception) when (attempt < Attempts)
            {
                await Task.Delay(s_pause * attempt);
            }
            catch (Exception last)
            {
                await Console.Error.WriteLineAsync($"Left over: {last.Message}");
            }
        }
    }
}
