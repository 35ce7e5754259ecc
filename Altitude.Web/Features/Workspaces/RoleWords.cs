using Altitude.Domain.Workspaces;

namespace Altitude.Web.Features.Workspaces;

/// <summary>What roles and permissions are called in the office.</summary>
public static class RoleWords
{
    public static string Of(StaffRole role) => role.ToString();

    public static string Of(Permission permission) =>
        permission switch
        {
            Permission.Work => "See jobs and visits, write messages; set out, finish and note visits",
            Permission.Price => "Price and send estimates, issue invoices, write down payments, move jobs",
            Permission.Schedule => "Book, move, assign and cancel visits",
            Permission.GiveAccess => "Issue and revoke customers' links, end their sessions",
            Permission.ViewAsContact => "View the portal as a customer sees it",
            Permission.Refund => "Refund online payments",
            Permission.Control => "Change settings, brand and the team",
            Permission.AppointOwners => "Make somebody an owner, or an owner something else",
            Permission.ResetSecondSteps => "Reset the second step of somebody who lost their phone",
            Permission.Operate => "See background work",
            Permission.TakeAway => "Take all of the company's data away",
            Permission.CloseCompany => "Close the company, and open it again",
            _ => throw new ArgumentOutOfRangeException(nameof(permission)),
        };
}
