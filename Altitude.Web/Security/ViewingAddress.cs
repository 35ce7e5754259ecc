using Altitude.Domain;
using Altitude.Domain.PortalAccess;

namespace Altitude.Web.Security;

/// <summary>
/// Where staff view the portal as a contact: its own address with the viewing behind the company's name, /portal/summit-air~{id}/… The address alone says whose eyes
/// are meant, so that a contact's session in the same browser is neither used nor touched, and it opens nothing without the office sign-in that began it.
/// </summary>
public static class ViewingAddress
{
    /// <summary>No company's address has one.</summary>
    private const char Mark = '~';

    public static string Of(string slug, Id<PortalViewing> viewing) => $"{slug}{Mark}{viewing.Value:N}";

    /// <summary>Whether this part of an address, after /portal/, names a viewing; whether there is one is another matter.</summary>
    public static bool Is(string company) => company.Contains(Mark, StringComparison.Ordinal);

    public static bool Is(PathString path) =>
        path.StartsWithSegments("/portal", out var rest) && rest.Value is { Length: > 1 } value && Is(value[1..].Split('/', 2)[0]);

    /// <summary>The company's own address, with which a viewing begins: for what anybody may fetch, and a page that is just being left still asks for.</summary>
    public static string CompanyOf(string company) => company.Split(Mark, 2)[0];

    public static bool TryRead(string company, out string slug, out Id<PortalViewing> viewing)
    {
        (slug, viewing) = (CompanyOf(company), default);
        if (!Is(company) || !Guid.TryParseExact(company[(slug.Length + 1)..], "N", out var id))
        {
            return false;
        }

        viewing = new Id<PortalViewing>(id);
        return true;
    }
}
