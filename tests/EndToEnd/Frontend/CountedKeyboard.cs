using Microsoft.Playwright;

namespace Platform.EndToEnd.Frontend;

/// <summary>A keyboard that counts how often its keys are pressed; keys that are held while others are pressed do not count.</summary>
internal sealed class CountedKeyboard(IKeyboard keyboard)
{
    public int Presses { get; private set; }

    public async Task PressAsync(string key, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            await keyboard.PressAsync(key);
            Presses++;
        }
    }

    public async Task TypeAsync(string text)
    {
        await keyboard.TypeAsync(text);
        Presses += text.Length;
    }
}
