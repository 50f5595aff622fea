namespace Platform.Testkit.Servers;

/// <summary>Removes what a test class created on a server that ends with the run anyway.</summary>
internal static class CleanUp
{
    private const int Attempts = 5;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Tries several times, then gives up: leftover data is harmless, but a failure here would fail a run whose tests all passed.</summary>
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
