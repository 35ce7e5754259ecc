using System.Collections.Concurrent;
using System.Globalization;
using System.Resources;
using System.Runtime.CompilerServices;
using Altitude.Web.Features.PortalAccess;

namespace Altitude.Web.Components;

/// <summary>
/// What customers read, of one area, in a company's language. The texts stand in the resources of the same name, English first; each is a member here,
/// so that a wrong name does not compile.
/// </summary>
public abstract class Texts(CultureInfo culture)
{
    /// <summary>The language of pages that belong to no company.</summary>
    public static readonly CultureInfo Usual = CultureInfo.GetCultureInfo("en-US");

    private static readonly ConcurrentDictionary<Type, ResourceManager> Resources = new();

    /// <summary>The language of the company whose page is asked for.</summary>
    public static CultureInfo CultureOf(HttpContext? context) =>
        context is null ? Usual : PortalContext.Of(context)?.Workspace.Culture ?? PortalContext.LinkOf(context)?.Workspace.Culture ?? Usual;

    /// <summary>All texts of an area, with the names of their placeholders and plural forms; for whoever translates, and for tests.</summary>
    public static ResourceManager ResourcesOf(Type area) => Resources.GetOrAdd(area, type => new ResourceManager(type));

    protected string Of([CallerMemberName] string name = "") => Read(name);

    protected string Of(ReadOnlySpan<object?> shown, [CallerMemberName] string name = "") => string.Format(culture, Read(name), shown);

    /// <summary>"1 hour", "72 hours": the form that the language has for this number.</summary>
    protected string Count(int count, [CallerMemberName] string name = "") =>
        string.Format(culture, Read($"{name}.{Plural.FormOf(culture, count)}"), count.ToString("N0", culture));

    private string Read(string name) =>
        ResourcesOf(GetType()).GetString(name, culture) ?? throw new MissingManifestResourceException($"{GetType().Name} has no text {name}.");
}

/// <summary>Which form of a text goes with a number (Unicode CLDR, plural rules for cardinals); languages with more than two forms are added when they come.</summary>
public static class Plural
{
    public const string One = "one";
    public const string Other = "other";

    public static string FormOf(CultureInfo culture, int count) =>
        culture.TwoLetterISOLanguageName switch
        {
            "fr" or "pt" => count is 0 or 1 ? One : Other,
            "ja" or "ko" or "zh" or "th" or "vi" or "id" => Other,
            _ => count == 1 ? One : Other,
        };
}
