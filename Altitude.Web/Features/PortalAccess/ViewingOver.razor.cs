using Altitude.Data;
using Altitude.Domain.Activity;
using Altitude.Domain.PortalAccess;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>What staff find where they viewed the portal as a contact, once that is over.</summary>
public sealed partial class ViewingOver
{
    [Parameter, EditorRequired]
    public required Onlooker Viewing { get; set; }

    /// <summary>Rule code of why it is over.</summary>
    [Parameter, EditorRequired]
    public required string? Refusal { get; set; }

    private string Customer => $"/office/customers/{Viewing.CustomerId}";

    private string Reason =>
        Refusal switch
        {
            AccessRules.WorkspaceShut => "The company is closed: contacts see nothing either.",
            AccessRules.PortalOff => "The portal is switched off: contacts see nothing either.",
            AccessRules.ContactRemoved => "They are no longer a contact.",
            ViewingRules.NotAllowed => "Your role does not allow it any more.",
            _ => "You stopped. Nothing of it counted as a visit of theirs.",
        };
}

/// <summary>What staff are told who send something while they view the portal as a contact.</summary>
internal static class ViewingWords
{
    public const string OnlyLook = "You can only look here";

    public static string OnlyThey(Onlooker viewing) => $"You view the portal as {viewing.ContactName}; only they can do this. Nothing was changed.";
}
