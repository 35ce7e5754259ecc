using Microsoft.AspNetCore.Diagnostics;

namespace Altitude.Web.Components;

/// <summary>Addresses of places on the present page: the document has a base address, against which "#main" alone would mean the front page.</summary>
public static class Here
{
    public static string At(HttpContext context, string id)
    {
        var asked = context.Features.Get<IStatusCodeReExecuteFeature>();
        var path = asked is null
            ? context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent()
            : new PathString(asked.OriginalPath).ToUriComponent() + asked.OriginalQueryString;
        return $"{path}#{id}";
    }
}
