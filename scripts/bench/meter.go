// Runs a program and writes what it used, as the operating system counted it, to a file: meter REPORT PROGRAM [WORD ...].
// It is given the program's signals by ending it with itself, and ends with the program's exit code.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
)

func main() {
	command := exec.Command(os.Args[2], os.Args[3:]...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := command.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(127)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-stop
		command.Process.Kill()
	}()
	command.Wait()
	usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		os.Exit(126)
	}
	unit := 1024.0 // Linux counts KiB, macOS bytes: getrusage(2)
	if runtime.GOOS == "darwin" {
		unit = 1024 * 1024
	}
	seconds := command.ProcessState.UserTime().Seconds() + command.ProcessState.SystemTime().Seconds()
	report := fmt.Sprintf("{\"cpu\":%f,\"peak\":%f}", seconds, float64(usage.Maxrss)/unit)
	if err := os.WriteFile(os.Args[1], []byte(report), 0o600); err != nil {
		os.Exit(126)
	}
	os.Exit(command.ProcessState.ExitCode())
}
