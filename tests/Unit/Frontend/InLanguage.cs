using System.Globalization;
using Platform.Frontend.Wording;

namespace Platform.Unit.Frontend;

/// <summary>Has a test speak a language of the page until it is disposed.</summary>
internal sealed class InLanguage : IDisposable
{
    private readonly CultureInfo _formats = CultureInfo.CurrentCulture;
    private readonly CultureInfo _texts = CultureInfo.CurrentUICulture;

    public InLanguage(string tag)
    {
        var language = PageLanguage.Find(tag)!;
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (language.Formats, language.Texts);
    }

    public void Dispose() => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (_formats, _texts);
}
