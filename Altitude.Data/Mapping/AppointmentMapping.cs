using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Altitude.Data.Mapping;

internal sealed class AppointmentMapping : ITenantMapping<Appointment>
{
    public void Configure(EntityTypeBuilder<Appointment> appointment)
    {
        appointment.ToTable("appointments", Schemas.Tenant);
        appointment.HasKey(a => new { a.WorkspaceId, a.Id });
        appointment.Property(a => a.Id).ValueGeneratedNever();
        appointment.Property(a => a.Revision).IsConcurrencyToken();
        appointment.Property(a => a.Title).HasMaxLength(200);
        appointment.Property(a => a.ZoneId).HasMaxLength(64);
        appointment.Property(a => a.LocalStart).HasColumnType("timestamp without time zone");
        appointment.ComplexProperty(a => a.Arrival);
        appointment.HasOne<Job>().WithMany().HasForeignKey(a => new { a.WorkspaceId, a.JobId }).OnDelete(DeleteBehavior.Restrict);
        appointment.Property(a => a.CustomerNotes).HasMaxLength(Appointment.LongestWords);
        appointment.Property(a => a.StaffNotes).HasMaxLength(Appointment.LongestWords);
        appointment.Property(a => a.CancelReason).HasMaxLength(400);
        appointment.Property(a => a.Wish!).IsRequired(false).AsJson();
        appointment.Property(a => a.News!).IsRequired(false).AsJson();
        appointment.Ignore(a => a.Length);
        appointment.HasOne<StaffMember>().WithMany().HasForeignKey(a => new { a.WorkspaceId, a.TechnicianId }).OnDelete(DeleteBehavior.Restrict);
        appointment.HasOne<ServiceLocation>().WithMany().HasForeignKey(a => new { a.WorkspaceId, a.LocationId }).OnDelete(DeleteBehavior.Restrict);
        appointment
            .HasMany(a => a.Further)
            .WithOne()
            .HasForeignKey(t => new { t.WorkspaceId, t.AppointmentId })
            .OnDelete(DeleteBehavior.ClientCascade);
        appointment.HasIndex(a => new
        {
            a.WorkspaceId,
            a.JobId,
            a.StartsAt,
        }); // A job's visits; the next one on its card.
        appointment.HasIndex(a => new
        {
            a.WorkspaceId,
            a.CustomerId,
            a.StartsAt,
        }); // The portal's list.
        appointment.HasIndex(a => new { a.WorkspaceId, a.StartsAt }); // The schedule.
        appointment.HasIndex(a => new
        {
            a.WorkspaceId,
            a.TechnicianId,
            a.StartsAt,
        }); // A technician's day, feed and free time.
        appointment
            .HasIndex(a => new
            {
                a.WorkspaceId,
                a.SeriesId,
                a.StartsAt,
            })
            .HasFilter("series_id is not null"); // What follows in a series.
        appointment
            .HasIndex(a => new { a.WorkspaceId, a.StartsAt }, "ix_appointments_wishes")
            .HasDatabaseName("ix_appointments_wishes")
            .HasFilter("state = 'Requested'"); // Who waits for another time.
    }
}

internal sealed class AppointmentTechnicianMapping : ITenantMapping<AppointmentTechnician>
{
    public void Configure(EntityTypeBuilder<AppointmentTechnician> technician)
    {
        technician.ToTable("appointment_technicians", Schemas.Tenant);
        technician.HasKey(t => new
        {
            t.WorkspaceId,
            t.AppointmentId,
            t.StaffId,
        });
        technician.HasOne<StaffMember>().WithMany().HasForeignKey(t => new { t.WorkspaceId, t.StaffId }).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class CalendarFeedMapping : ITenantMapping<CalendarFeed>
{
    public void Configure(EntityTypeBuilder<CalendarFeed> feed)
    {
        feed.ToTable("calendar_feeds", Schemas.Tenant);
        feed.HasKey(f => new { f.WorkspaceId, f.Id });
        feed.Property(f => f.Id).ValueGeneratedNever();
        feed.Property(f => f.Revision).IsConcurrencyToken();
        feed.HasOne<StaffMember>().WithMany().HasForeignKey(f => new { f.WorkspaceId, f.StaffId }).OnDelete(DeleteBehavior.Restrict);
    }
}
