using Altitude.Domain.Activity;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>Says on every page of the portal that somebody of the company looks on, as whom, and lets them stop. It speaks to staff, in the office's words.</summary>
public sealed partial class ViewingBar
{
    [Parameter, EditorRequired]
    public required Onlooker Viewing { get; set; }
}
